import { dirname, resolve } from 'node:path';
import { connect, loadAccess, type KubeClient, type KubeObject } from '@stoa/toolkit/kube';
import { coturnStack } from '@stoa/toolkit/stacks';
import { cliErrors } from './cli-errors.ts';
import type { CommandContext } from './context.ts';

export interface PreflightPlace {
  readonly file?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

export interface PreflightSubject {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly objects: readonly KubeObject[];
}

/** The cluster of a platform, and what the platform is there. */
export async function preflightObjects(
  context: CommandContext,
  place: PreflightPlace,
): Promise<PreflightSubject> {
  const { platform, file } = await context.loadConfig(place.file);
  const { target, name } = platform;
  if (target.type !== 'kubernetes') {
    throw cliErrors.make('CLI_USAGE', `target.type is ${target.type}; this command looks at a cluster`, {
      hint: 'use a config with target.type: kubernetes',
    });
  }
  const configured = target.kubeconfig === undefined ? undefined : resolve(dirname(file), target.kubeconfig);
  const kubeconfig = place.kubeconfig === undefined ? configured : resolve(context.io.cwd, place.kubeconfig);
  const kubeContext = place.context ?? target.context;
  const access = await loadAccess({
    env: context.io.env,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(kubeContext === undefined ? {} : { context: kubeContext }),
  });
  const namespace = target.namespace ?? name;
  // A dry run keeps nothing, so it needs no real secrets.
  const stack = coturnStack({
    platform,
    target,
    secrets: { current: 'preflight-secret-0123' },
    tls: { certificate: 'preflight\n', key: 'preflight\n' },
    sfus: [],
  });
  const home: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  return { client: connect(access), namespace, objects: [home, ...stack.shared, ...stack.relays.flat()] };
}
