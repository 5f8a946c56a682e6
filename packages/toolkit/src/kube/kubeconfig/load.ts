import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { kubeErrors } from '../kube-errors.ts';
import type { ClusterAccess } from './access.ts';
import { parseKubeconfig, type KubeconfigFile } from './_document.ts';
import { inClusterAccess } from './in-cluster.ts';
import { resolveAccess, type ResolveOptions } from './resolve.ts';

export interface LoadAccessOptions extends ResolveOptions {
  /** A kubeconfig file; default: KUBECONFIG, then ~/.kube/config, then the pod's service account. */
  readonly kubeconfig?: string;
  readonly home?: string;
}

/**
 * Finds the cluster to talk to by the conventions of kubectl.
 * @throws KUBE_CONFIG_* when there is none, or it is broken
 */
export async function loadAccess(options: LoadAccessOptions = {}): Promise<ClusterAccess> {
  const env = options.env ?? process.env;
  if (options.kubeconfig !== undefined) {
    return resolveAccess([await readOne(resolve(options.kubeconfig), true)].filter(isPresent), {
      ...options,
      env,
    });
  }
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter(Boolean);
  const paths = listed.length > 0 ? listed : [join(options.home ?? homedir(), '.kube', 'config')];
  // kubectl passes over files of KUBECONFIG that do not exist, as long as one of them does.
  const files = (await Promise.all(paths.map((path) => readOne(resolve(path), false)))).filter(isPresent);
  if (files.length > 0) return resolveAccess(files, { ...options, env });
  const pod = listed.length === 0 ? await inClusterAccess(env) : undefined;
  if (pod) return options.namespace === undefined ? pod : { ...pod, namespace: options.namespace };
  throw missing(paths.join(', '));
}

async function readOne(path: string, required: boolean): Promise<KubeconfigFile | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' && !required) return undefined;
    if (code === 'ENOENT') throw missing(path);
    throw kubeErrors.make(
      'KUBE_CONFIG_INVALID',
      `${path}: the kubeconfig cannot be read (${code ?? 'unknown'})`,
      { cause: error },
    );
  }
  if (text.trim() === '') throw kubeErrors.make('KUBE_CONFIG_INVALID', `${path}: the kubeconfig is empty`);
  return parseKubeconfig(path, text);
}

function missing(where: string) {
  return kubeErrors.make('KUBE_CONFIG_MISSING', `there is no kubeconfig at ${where}`, {
    hint: 'name one with --kubeconfig or KUBECONFIG',
  });
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}
