import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '@stoa/toolkit/base';

/** The folder in which one cluster keeps its certificates and keys (0700, files 0600). */
export interface Pki {
  readonly folder: string;
  readonly ca: string;
  readonly caKey: string;
  /** Paths of `NAME.crt` and `NAME.key`. */
  certificate(name: string): { crt: string; key: string };
}

export interface CertificateWish {
  readonly name: string;
  /** Kubernetes reads the user from CN and the groups from O. */
  readonly subject: string;
  readonly dns?: readonly string[];
  readonly ips?: readonly string[];
}

/** A certificate with a new key; ten years, for a cluster's folder may be looked at long after. */
const newCertificate = 'req -x509 -nodes -days 3650'.split(' ');
/**
 * The CA's key is as kubeadm makes it by default: the API server checks the CA's signature on a client's certificate at
 * every request, which takes ten times as long with P-256 (0.4 ms, a tenth of its work).
 */
const caKey = '-newkey rsa:2048'.split(' ');
const leafKey = '-newkey ec -pkeyopt ec_paramgen_curve:P-256'.split(' ');

export async function makePki(folder: string): Promise<Pki> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = (name: string) => join(folder, name);
  await run('openssl', [
    ...newCertificate,
    ...caKey,
    '-subj',
    '/CN=stoa-test-cluster',
    '-keyout',
    file('ca.key'),
    '-out',
    file('ca.crt'),
  ]);
  // ServiceAccount tokens are signed with a key of their own.
  await run('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file('sa.key')]);
  await run('openssl', ['ec', '-in', file('sa.key'), '-pubout', '-out', file('sa.pub')]);
  return {
    folder,
    ca: file('ca.crt'),
    caKey: file('ca.key'),
    certificate: (name) => ({ crt: file(`${name}.crt`), key: file(`${name}.key`) }),
  };
}

/** Makes certificates that serve as server and client ones alike, signed by the cluster's CA. */
export async function issue(pki: Pki, wishes: readonly CertificateWish[]): Promise<void> {
  await Promise.all(wishes.map((wish) => issueOne(pki, wish)));
}

async function issueOne(pki: Pki, { name, subject, dns = [], ips = [] }: CertificateWish): Promise<void> {
  const { crt, key } = pki.certificate(name);
  const names = [...dns.map((one) => `DNS:${one}`), ...ips.map((one) => `IP:${one}`)];
  const extensions = ['basicConstraints=CA:FALSE', 'extendedKeyUsage=serverAuth,clientAuth'];
  if (names.length > 0) extensions.push(`subjectAltName=${names.join(',')}`);
  // A configuration of our own, for the system's one would add extensions of a CA.
  const config = join(pki.folder, `${name}.cnf`);
  const text = `[req]\ndistinguished_name=none\nx509_extensions=leaf\n[none]\n[leaf]\n${extensions.join('\n')}\n`;
  await writeFile(config, text, { mode: 0o600 });
  const signed = ['-CA', pki.ca, '-CAkey', pki.caKey, '-config', config];
  await run('openssl', [
    ...newCertificate,
    ...leafKey,
    ...signed,
    '-subj',
    subject,
    '-keyout',
    key,
    '-out',
    crt,
  ]);
  await rm(config);
}

/**
 * Writes a kubeconfig with everything inside, so that it can be copied and used from any folder, and gives its path.
 */
export async function writeKubeconfig(pki: Pki, user: string, server: string): Promise<string> {
  const { crt, key } = pki.certificate(user);
  const base64 = async (path: string) => (await readFile(path)).toString('base64');
  const cluster = { server, 'certificate-authority-data': await base64(pki.ca) };
  const credentials = {
    'client-certificate-data': await base64(crt),
    'client-key-data': await base64(key),
  };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'stoa-test', cluster }],
    users: [{ name: user, user: credentials }],
    contexts: [{ name: 'stoa-test', context: { cluster: 'stoa-test', user } }],
    'current-context': 'stoa-test',
  };
  const path = join(pki.folder, `${user}.kubeconfig`);
  // JSON is YAML; every reader of kubeconfigs takes it.
  await writeFile(path, JSON.stringify(config, null, 2), { mode: 0o600 });
  return path;
}
