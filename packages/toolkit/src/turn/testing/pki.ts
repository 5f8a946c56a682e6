import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 86_400_000;

export interface LeafOptions {
  /** DNS names and IP addresses. */
  readonly names: readonly { readonly type: 'dns' | 'ip'; readonly value: string }[];
  /** Days from now; default -1 and 30. */
  readonly fromDays?: number;
  readonly toDays?: number;
}

export interface Leaf {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface TestCa {
  readonly pem: string;
  issue(options: LeafOptions): Promise<Leaf>;
  remove(): Promise<void>;
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${(der.match(/.{1,64}/g) ?? []).join('\n')}\n-----END PRIVATE KEY-----\n`;
}

/** A certificate authority of the test's own, with its files in a temporary folder. */
export async function createTestCa(): Promise<TestCa> {
  const dir = await mkdtemp(join(tmpdir(), 'stoa-pki-'));
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const now = Date.now();
  const ca = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=Test CA',
    notBefore: new Date(now - 400 * day),
    notAfter: new Date(now + 400 * day),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 1, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  });
  let serial = 1;
  async function issue({ names, fromDays = -1, toDays = 30 }: LeafOptions): Promise<Leaf> {
    serial += 1;
    const leafKeys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const leaf = await X509CertificateGenerator.create({
      serialNumber: serial.toString(16).padStart(2, '0'),
      subject: `CN=${names[0]?.value ?? 'leaf'}`,
      issuer: ca.subject,
      notBefore: new Date(now + fromDays * day),
      notAfter: new Date(now + toDays * day),
      signingAlgorithm: algorithm,
      publicKey: leafKeys.publicKey,
      signingKey: keys.privateKey,
      extensions: [new SubjectAlternativeNameExtension([...names])],
    });
    const certFile = join(dir, `leaf-${serial}.pem`);
    const keyFile = join(dir, `leaf-${serial}.key`);
    await writeFile(certFile, leaf.toString('pem'), { mode: 0o600 });
    await writeFile(keyFile, await exportKey(leafKeys.privateKey), { mode: 0o600 });
    return { certFile, keyFile };
  }
  return { pem: ca.toString('pem'), issue, remove: () => rm(dir, { recursive: true, force: true }) };
}
