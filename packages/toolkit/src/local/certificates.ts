import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { messageOf, writeFileAtomic } from '../base/index.ts';
import { expiresSoon, issueCertificate, makeAuthority, renewalReason, type PemPair } from '../certs/index.ts';
import { localErrors } from './local-errors.ts';
import type { StatePaths } from './state-paths.ts';

export interface CertificateResult {
  readonly fingerprint: string;
  /** Why a certificate was made, or undefined when the kept one is good. */
  readonly renewed: string | undefined;
}

/**
 * The platform's own CA and the certificate for TURN over TLS and HTTPS, made or renewed where needed.
 * @param names DNS names and IP addresses, the first becomes the common name
 * @throws LOCAL_STATE_CORRUPT when a kept CA or certificate cannot be read
 */
export async function ensureCertificates(
  paths: StatePaths,
  platform: string,
  names: readonly string[],
  now: Date,
): Promise<CertificateResult> {
  const kept = await readPair(paths.caFile, paths.caKeyFile);
  const ca = kept && !expiresSoon(parse(kept.cert, paths.caFile), now) ? kept : undefined;
  const current = ca && (await readPair(paths.certFile, paths.keyFile));
  if (ca && current) {
    const reason = checkKept(ca, current, names, now, paths);
    if (reason === undefined) return { fingerprint: fingerprint(current.cert), renewed: undefined };
    return await issue(paths, ca, names, now, reason);
  }
  const authority = ca ?? (await makeAuthority(`Stoa local CA (${platform})`, now));
  if (!ca) await writePair(paths.caFile, paths.caKeyFile, authority);
  return await issue(paths, authority, names, now, ca ? 'there was none' : 'a new CA was made');
}

async function issue(
  paths: StatePaths,
  ca: PemPair,
  names: readonly string[],
  now: Date,
  renewed: string,
): Promise<CertificateResult> {
  const pair = await issueCertificate(ca, names, now);
  await writePair(paths.certFile, paths.keyFile, pair);
  return { fingerprint: fingerprint(pair.cert), renewed };
}

function checkKept(ca: PemPair, pair: PemPair, names: readonly string[], now: Date, paths: StatePaths) {
  try {
    return renewalReason({ ...pair, ca: ca.cert }, names, now);
  } catch (cause) {
    throw corrupt(paths.certFile, cause);
  }
}

async function readPair(certFile: string, keyFile: string): Promise<PemPair | undefined> {
  const [cert, key] = await Promise.all([readIfThere(certFile), readIfThere(keyFile)]);
  return cert === undefined || key === undefined ? undefined : { cert, key };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw corrupt(path, cause);
  }
}

/** The key first: a certificate without its key is found out and replaced. */
async function writePair(certFile: string, keyFile: string, pair: PemPair): Promise<void> {
  await writeFileAtomic(keyFile, pair.key);
  await writeFileAtomic(certFile, pair.cert);
}

function parse(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw corrupt(path, cause);
  }
}

function fingerprint(pem: string): string {
  return new X509Certificate(pem).fingerprint256;
}

function corrupt(path: string, cause: unknown): Error {
  return localErrors.make('LOCAL_STATE_CORRUPT', `${path} cannot be read: ${messageOf(cause)}`, {
    hint: `delete the folder tls in the state folder to have a new CA made; browsers that trust the old one must be told`,
    cause,
  });
}
