import { describe, expect, it } from 'vitest';
import { StoaError } from '../../base/index.ts';
import { parseKubeconfig } from './_document.ts';
import { resolveAccess, type ResolveOptions } from './resolve.ts';

const pem = (label: string) => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`;
const base64 = (text: string) => Buffer.from(text).toString('base64');

const good = `apiVersion: v1
kind: Config
current-context: prod
contexts:
  - name: prod
    context: { cluster: c1, user: u1, namespace: meet }
  - name: stage
    context: { cluster: c2, user: u2 }
clusters:
  - name: c1
    cluster:
      server: https://10.0.0.1:6443
      certificate-authority-data: ${base64(pem('CERTIFICATE'))}
      tls-server-name: kubernetes
  - name: c2
    cluster: { server: "https://stage.example.net/k8s/x", insecure-skip-tls-verify: true }
users:
  - name: u1
    user:
      client-certificate-data: ${base64(pem('CERTIFICATE'))}
      client-key-data: ${base64(pem('EC PRIVATE KEY'))}
  - name: u2
    user: { tokenFile: secrets/token, as: alice, as-groups: [ops] }
`;

function resolve(text: string, options?: ResolveOptions) {
  return resolveAccess([parseKubeconfig('/home/me/.kube/config', text)], options);
}

function failure(text: string, options?: ResolveOptions): StoaError {
  try {
    resolve(text, options);
  } catch (error) {
    if (error instanceof StoaError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('a good kubeconfig', () => {
  it('gives the current context', () => {
    const access = resolve(good);
    expect(access).toMatchObject({ context: 'prod', namespace: 'meet', tlsServerName: 'kubernetes' });
    expect(access.server.href).toBe('https://10.0.0.1:6443/');
    expect(access.credentials).toMatchObject({ type: 'certificate', key: { type: 'inline' } });
    expect(access.ca).toMatchObject({ type: 'inline', pem: pem('CERTIFICATE') });
  });

  it('gives another context, with files beside the kubeconfig', () => {
    const access = resolve(good, { context: 'stage' });
    expect(access).toMatchObject({ namespace: 'default', insecureSkipTlsVerify: true, ca: undefined });
    expect(access.credentials).toMatchObject({ type: 'token-file', path: '/home/me/.kube/secrets/token' });
    expect(access.impersonate).toEqual({ user: 'alice', groups: ['ops'] });
  });

  it('takes each name from the first file that has it', () => {
    const first = parseKubeconfig('/a', 'clusters: [{ name: c1, cluster: { server: "https://first:1" } }]\n');
    const access = resolveAccess([first, parseKubeconfig('/b', good)]);
    expect(access.server.host).toBe('first:1');
    expect(access.credentials.type).toBe('certificate');
  });

  it('goes through the proxy of the environment, or its own', () => {
    const env = { HTTPS_PROXY: 'http://proxy:3128' };
    expect(resolve(good, { env }).proxy?.host).toBe('proxy:3128');
    expect(resolve(good, { env: { ...env, NO_PROXY: '10.0.0.0/8' } }).proxy).toBeUndefined();
    const own = good.replace('tls-server-name: kubernetes', 'proxy-url: http://own:8080');
    expect(resolve(own, { env }).proxy?.host).toBe('own:8080');
  });

  it('reads an exec plugin', () => {
    const text = good.replace(
      'user: { tokenFile: secrets/token, as: alice, as-groups: [ops] }',
      'user: { exec: { apiVersion: client.authentication.k8s.io/v1, command: ./login, args: [-q], env: [{ name: A, value: b }] } }',
    );
    expect(resolve(text, { context: 'stage' }).credentials).toMatchObject({
      type: 'exec',
      plugin: { command: '/home/me/.kube/login', args: ['-q'], env: { A: 'b' } },
    });
  });
});

describe('a broken kubeconfig', () => {
  const file = '/home/me/.kube/config';
  const cases: readonly (readonly [
    what: string,
    text: string,
    code: string,
    place: string,
    words: RegExp,
  ])[] = [
    ['is no YAML', 'contexts: [', 'KUBE_CONFIG_INVALID', ':1:', /YAML/],
    ['is a text', 'hello', 'KUBE_CONFIG_INVALID', ':1:1', /mapping/],
    ['is of another kind', 'kind: Pod\n', 'KUBE_CONFIG_INVALID', ':1:7', /"Pod", not Config/],
    [
      'names no context',
      good.replace('current-context: prod\n', ''),
      'KUBE_CONFIG_CONTEXT',
      ':1:1',
      /no current-context/,
    ],
    [
      'names a missing context',
      good.replace('current-context: prod', 'current-context: prd'),
      'KUBE_CONFIG_CONTEXT',
      ':3:18',
      /no context "prd"/,
    ],
    [
      'names a missing cluster',
      good.replace('cluster: c1,', 'cluster: cx,'),
      'KUBE_CONFIG_REFERENCE',
      ':6:25',
      /no cluster "cx"/,
    ],
    [
      'names a missing user',
      good.replace('user: u1,', 'user: ux,'),
      'KUBE_CONFIG_REFERENCE',
      ':6:35',
      /no user "ux"/,
    ],
    [
      'has no server',
      good.replace('server: https://10.0.0.1:6443', 'x: y'),
      'KUBE_CONFIG_SERVER',
      ':12:7',
      /"c1" has no server/,
    ],
    [
      'has a strange server',
      good.replace('https://10.0.0.1:6443', 'ftp://x'),
      'KUBE_CONFIG_SERVER',
      ':12:15',
      /no https URL/,
    ],
    [
      'has no PEM',
      good.replace(/authority-data: .*/, 'authority-data: aGVsbG8='),
      'KUBE_CONFIG_CERTIFICATE',
      ':13:35',
      /no.* PEM/,
    ],
    [
      'has a certificate without key',
      good.replace(/ +client-key-data: .*\n/, ''),
      'KUBE_CONFIG_CREDENTIALS',
      ':20:7',
      /no client-key/,
    ],
    [
      'skips TLS and has a CA',
      good.replace('tls-server-name: kubernetes', 'insecure-skip-tls-verify: true'),
      'KUBE_CONFIG_INVALID',
      ':14:33',
      /asks not to use it/,
    ],
    [
      'uses auth-provider',
      good.replace('client-certificate-data', 'auth-provider: { name: gcp }\n      x'),
      'KUBE_CONFIG_CREDENTIALS',
      ':20:22',
      /removed in 1.26/,
    ],
    [
      'has a token with a line break',
      good.replace(/client-certificate-data.*/, 'token: "a\\nb"'),
      'KUBE_CONFIG_CREDENTIALS',
      ':20:14',
      /line breaks/,
    ],
    [
      'has a plugin of an old version',
      good.replace(
        /client-certificate-data.*/,
        'exec: { apiVersion: client.authentication.k8s.io/v1alpha1, command: x }',
      ),
      'KUBE_CONFIG_PLUGIN',
      ':20:27',
      /v1alpha1/,
    ],
  ];
  it.each(cases)('that %s says so and where', (_what, text, code, place, words) => {
    const error = failure(text);
    expect(error).toMatchObject({ code, exitCode: 2 });
    expect(error.message.startsWith(`${file}${place}`), error.message).toBe(true);
    expect(error.message).toMatch(words);
    expect(error.message).not.toContain('AAAA');
  });

  it('lists the contexts there are', () => {
    expect(failure(good, { context: 'prd' }).hint).toBe('there are: prod, stage');
  });
});
