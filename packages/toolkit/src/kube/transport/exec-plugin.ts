import { run, StoaError } from '../../base/index.ts';
import { kubeErrors } from '../kube-errors.ts';
import type { ClusterAccess, ExecPlugin } from '../kubeconfig/access.ts';
import { fieldsOf, textOf } from '../objects/values.ts';
import { readPemSource } from './pem.ts';

export interface PluginAnswer {
  readonly token: string | undefined;
  readonly certificate: { readonly cert: string; readonly key: string } | undefined;
  /** Milliseconds since 1970; undefined: good until it is refused. */
  readonly expiresAt: number | undefined;
}

/** A plugin may open a browser and wait for somebody to sign in. */
const pluginTimeoutMs = 120_000;

/**
 * Runs a credential plugin (client.authentication.k8s.io, "client-go credential plugins").
 * @throws KUBE_CONFIG_PLUGIN; its output never becomes part of a message, for it may hold the token
 */
export async function askPlugin(
  plugin: ExecPlugin,
  access: ClusterAccess,
  signal?: AbortSignal,
): Promise<PluginAnswer> {
  const info = {
    apiVersion: plugin.apiVersion,
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(plugin.provideClusterInfo ? { cluster: await clusterInfo(access) } : {}),
    },
  };
  try {
    const { stdout } = await run(plugin.command, plugin.args, {
      env: { ...plugin.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
      timeoutMs: pluginTimeoutMs,
      ...(signal ? { signal } : {}),
    });
    return readPluginAnswer(plugin, stdout);
  } catch (error) {
    throw pluginFailure(plugin, error);
  }
}

async function clusterInfo(access: ClusterAccess): Promise<Record<string, unknown>> {
  const ca = access.ca ? await readPemSource(access.ca, 'CERTIFICATE') : undefined;
  return {
    server: access.server.href,
    'insecure-skip-tls-verify': access.insecureSkipTlsVerify,
    ...(access.tlsServerName === undefined ? {} : { 'tls-server-name': access.tlsServerName }),
    ...(ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
  };
}

/** @throws KUBE_CONFIG_PLUGIN when the text is no ExecCredential of the version that was asked for */
export function readPluginAnswer(plugin: ExecPlugin, text: string): PluginAnswer {
  const bad = (what: string) =>
    kubeErrors.make('KUBE_CONFIG_PLUGIN', `${plugin.place}: the credential plugin ${plugin.command} ${what}`);
  let answer: Record<string, unknown>;
  try {
    answer = fieldsOf(JSON.parse(text));
  } catch {
    throw bad('printed something that is no JSON');
  }
  if (answer['kind'] !== 'ExecCredential') throw bad('printed no ExecCredential');
  if (answer['apiVersion'] !== plugin.apiVersion)
    throw bad(`answered in another version than ${plugin.apiVersion}`);
  const status = fieldsOf(answer['status']);
  const token = textOf(status['token']);
  const [cert, key] = [textOf(status['clientCertificateData']), textOf(status['clientKeyData'])];
  if (token === undefined && cert === undefined) throw bad('gave neither a token nor a certificate');
  if ((cert === undefined) !== (key === undefined))
    throw bad('gave a certificate without its key, or the other way round');
  const expiry = textOf(status['expirationTimestamp']);
  return {
    token,
    certificate: cert !== undefined && key !== undefined ? { cert, key } : undefined,
    expiresAt: expiry === undefined ? undefined : Date.parse(expiry),
  };
}

function pluginFailure(plugin: ExecPlugin, error: unknown): unknown {
  if (!(error instanceof StoaError)) return error;
  if (error.code === 'BASE_COMMAND_MISSING') {
    return kubeErrors.make(
      'KUBE_CONFIG_PLUGIN',
      `${plugin.place}: the credential plugin ${plugin.command} is not installed`,
      {
        hint: plugin.installHint?.trim() || 'install it, or put its folder on PATH',
      },
    );
  }
  if (error.code !== 'BASE_COMMAND_FAILED' && error.code !== 'BASE_TIMEOUT') return error;
  const how =
    error.code === 'BASE_TIMEOUT'
      ? 'did not end in time'
      : `failed with exit code ${String(error.details['exitCode'])}`;
  return kubeErrors.make(
    'KUBE_CONFIG_PLUGIN',
    `${plugin.place}: the credential plugin ${plugin.command} ${how}`,
    {
      hint: `run it by hand to see why: ${[plugin.command, ...plugin.args].join(' ')}`,
    },
  );
}
