import { kubeErrors } from '../kube-errors.ts';
import { listOf } from '../objects/values.ts';
import type { ClusterAccess, Impersonation } from './access.ts';
import { readCredentials, readPem } from './_credentials.ts';
import type { KubeconfigFile } from './_document.ts';
import { entryNames, findEntry, wrong, type Entry, type EntryKind } from './_entry.ts';
import { proxyFromEnvironment } from './proxy.ts';

export interface ResolveOptions {
  /** Instead of the kubeconfig's current context. */
  readonly context?: string;
  /** Instead of the context's namespace. */
  readonly namespace?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * From parsed kubeconfig files to one cluster, user and namespace. Reads no file: what lies in files of its own is
 * read when a connection needs it.
 * @throws KUBE_CONFIG_* with `file:line:column`
 */
export function resolveAccess(files: readonly KubeconfigFile[], options: ResolveOptions = {}): ClusterAccess {
  const name = options.context ?? currentContext(files);
  const context = findEntry(files, 'context', name);
  if (!context) throw noSuch(files, 'context', name, files[0]?.at(['current-context']) ?? 'kubeconfig');
  const cluster = referred(files, context, 'cluster');
  const server = readServer(cluster);
  const user = context.text('user') === undefined ? undefined : referred(files, context, 'user');
  const insecure = cluster.flag('insecure-skip-tls-verify');
  const ca = readPem(cluster, 'certificate-authority', 'CERTIFICATE');
  if (insecure && ca) {
    const place = cluster.at('insecure-skip-tls-verify');
    throw wrong(
      'KUBE_CONFIG_INVALID',
      place,
      `cluster "${cluster.name}" has a certificate authority and asks not to use it`,
      'remove one of the two',
    );
  }
  return {
    source: `context "${name}" of ${files.map((file) => file.path).join(':')}`,
    context: name,
    server,
    namespace: options.namespace ?? context.text('namespace') ?? 'default',
    ca,
    insecureSkipTlsVerify: insecure,
    tlsServerName: cluster.text('tls-server-name'),
    proxy: readProxy(cluster, server, options.env ?? {}),
    credentials: user ? readCredentials(user) : { type: 'none' },
    impersonate: user ? readImpersonation(user) : undefined,
  };
}

function currentContext(files: readonly KubeconfigFile[]): string {
  for (const file of files) {
    const name = file.value['current-context'];
    if (typeof name === 'string' && name !== '') return name;
  }
  const names = entryNames(files, 'context');
  throw kubeErrors.make(
    'KUBE_CONFIG_CONTEXT',
    `${files[0]?.at(['current-context']) ?? 'kubeconfig'}: no current-context is set`,
    {
      hint: names.length > 0 ? `name one of: ${names.join(', ')}` : 'the kubeconfig has no contexts at all',
    },
  );
}

function noSuch(files: readonly KubeconfigFile[], kind: EntryKind, name: string, place: string) {
  const names = entryNames(files, kind);
  const code = kind === 'context' ? 'KUBE_CONFIG_CONTEXT' : 'KUBE_CONFIG_REFERENCE';
  return wrong(
    code,
    place,
    `there is no ${kind} "${name}"`,
    names.length > 0 ? `there are: ${names.join(', ')}` : `there are no ${kind}s at all`,
  );
}

function referred(files: readonly KubeconfigFile[], context: Entry, kind: 'cluster' | 'user'): Entry {
  const name = context.text(kind);
  if (name === undefined) {
    throw wrong('KUBE_CONFIG_REFERENCE', context.at(), `context "${context.name}" names no ${kind}`);
  }
  const found = findEntry(files, kind, name);
  if (!found) throw noSuch(files, kind, name, context.at(kind));
  return found;
}

function readServer(cluster: Entry): URL {
  const text = cluster.text('server');
  if (text === undefined) {
    throw wrong('KUBE_CONFIG_SERVER', cluster.at(), `cluster "${cluster.name}" has no server`);
  }
  // kubectl takes a bare host as https.
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.hostname === '') {
    throw wrong('KUBE_CONFIG_SERVER', cluster.at('server'), `server ${JSON.stringify(text)} is no https URL`);
  }
  return url;
}

function readProxy(cluster: Entry, server: URL, env: NonNullable<ResolveOptions['env']>): URL | undefined {
  const own = cluster.text('proxy-url');
  const text = own ?? proxyFromEnvironment(server, env);
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url && ['http:', 'https:'].includes(url.protocol)) return url;
  const place = own === undefined ? 'HTTPS_PROXY' : cluster.at('proxy-url');
  throw wrong(
    'KUBE_CONFIG_SERVER',
    place,
    `the proxy is no http or https URL`,
    'other kinds of proxies are not supported',
  );
}

function readImpersonation(user: Entry): Impersonation | undefined {
  const name = user.text('as');
  return name ? { user: name, groups: listOf(user.fields['as-groups']).map(String) } : undefined;
}
