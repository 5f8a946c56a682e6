import type { CredentialSpec, ExecPlugin, PemSource } from './access.ts';
import { wrong, type Entry } from './_entry.ts';
import { isPem } from './is-pem.ts';
import { fieldsOf, isFields, listOf, textOf, type Fields } from '../objects/values.ts';

/**
 * What a user of the kubeconfig signs in with. kubectl's precedence: a token beats the token file only when the file
 * is absent; certificates are used beside neither.
 */
export function readCredentials(user: Entry): CredentialSpec {
  if (user.fields['auth-provider'] !== undefined) {
    throw wrong(
      'KUBE_CONFIG_CREDENTIALS',
      user.at('auth-provider'),
      `user "${user.name}" uses auth-provider, which Kubernetes removed in 1.26`,
      'use the exec plugin of your provider instead',
    );
  }
  const exec = user.fields['exec'];
  if (exec !== undefined && exec !== null) return { type: 'exec', plugin: readPlugin(user, exec) };
  const tokenFile = user.text('tokenFile');
  if (tokenFile) return { type: 'token-file', path: user.file(tokenFile), place: user.at('tokenFile') };
  const token = user.text('token');
  if (token) return { type: 'token', token: headerSafe(user, token) };
  const certificate = readPem(user, 'client-certificate', 'CERTIFICATE');
  const key = readPem(user, 'client-key', 'PRIVATE KEY');
  if (certificate && key) return { type: 'certificate', certificate, key };
  if (certificate || key) {
    const [there, missing] = certificate
      ? ['client-certificate', 'client-key']
      : ['client-key', 'client-certificate'];
    throw wrong('KUBE_CONFIG_CREDENTIALS', user.at(), `user "${user.name}" has a ${there} but no ${missing}`);
  }
  const [username, password] = [user.text('username'), user.text('password')];
  if (username && password) return { type: 'basic', username, password };
  return { type: 'none' };
}

/** `KEY-data` (base64 of a PEM) or `KEY` (a file); the data wins, as in kubectl. */
export function readPem(entry: Entry, key: string, label: string): PemSource | undefined {
  const data = entry.text(`${key}-data`);
  if (data) {
    const place = entry.at(`${key}-data`);
    const pem = Buffer.from(data, 'base64').toString('utf8');
    if (!isPem(pem, label)) {
      throw wrong(
        'KUBE_CONFIG_CERTIFICATE',
        place,
        `${key}-data is not a base64 of a PEM ${label.toLowerCase()}`,
      );
    }
    return { type: 'inline', pem };
  }
  const path = entry.text(key);
  return path ? { type: 'file', path: entry.file(path), place: entry.at(key) } : undefined;
}

function headerSafe(user: Entry, token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw wrong(
    'KUBE_CONFIG_CREDENTIALS',
    user.at('token'),
    `the token of user "${user.name}" has spaces, line breaks or characters that no header can carry`,
  );
}

function readPlugin(user: Entry, value: unknown): ExecPlugin {
  const fields = fieldsOf(value);
  const version = fields['apiVersion'];
  if (version !== 'client.authentication.k8s.io/v1' && version !== 'client.authentication.k8s.io/v1beta1') {
    const place = user.at('exec', 'apiVersion');
    const known = 'client.authentication.k8s.io/v1 or v1beta1';
    throw wrong(
      'KUBE_CONFIG_PLUGIN',
      place,
      `the exec plugin of user "${user.name}" speaks ${JSON.stringify(version ?? null)}, not ${known}`,
    );
  }
  const command = fields['command'];
  if (typeof command !== 'string' || command === '') {
    throw wrong(
      'KUBE_CONFIG_PLUGIN',
      user.at('exec', 'command'),
      `the exec plugin of user "${user.name}" has no command`,
    );
  }
  return {
    apiVersion: version,
    // A command with a slash is relative to the kubeconfig; a bare name is looked up on PATH.
    command: command.includes('/') ? user.file(command) : command,
    args: listOf(fields['args']).map(String),
    env: readEnv(fields),
    installHint: typeof fields['installHint'] === 'string' ? fields['installHint'] : undefined,
    provideClusterInfo: fields['provideClusterInfo'] === true,
    place: user.at('exec'),
  };
}

function readEnv(fields: Fields): Record<string, string> {
  const pairs = listOf(fields['env'])
    .filter(isFields)
    .map((item) => [textOf(item['name']) ?? '', textOf(item['value']) ?? ''] as const);
  return Object.fromEntries(pairs);
}
