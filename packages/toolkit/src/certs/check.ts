import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

const renewBeforeMs = 30 * 24 * 3_600_000;

/** Names as Node prints them: `DNS:localhost`, `IP Address:127.0.0.1`. */
export function alternativeNames(names: readonly string[]): string[] {
  return [...new Set(names)].map((name) => (isIP(name) ? `IP Address:${name}` : `DNS:${name}`)).sort();
}

/** Why a certificate cannot be used any longer, or undefined when it can. */
export function renewalReason(
  pem: { readonly cert: string; readonly key: string; readonly ca: string },
  names: readonly string[],
  now: Date,
): string | undefined {
  const cert = new X509Certificate(pem.cert);
  const ca = new X509Certificate(pem.ca);
  if (!cert.checkPrivateKey(createPrivateKey(pem.key))) return 'its key does not fit';
  if (!cert.checkIssued(ca) || !cert.verify(ca.publicKey)) return 'another CA issued it';
  if (expiresSoon(cert, now)) return `it expires on ${cert.validTo}`;
  const has = (cert.subjectAltName ?? '').split(', ');
  const lacks = alternativeNames(names).filter((name) => !has.includes(name));
  return lacks.length > 0 ? `it lacks ${lacks.join(', ')}` : undefined;
}

export function expiresSoon(cert: X509Certificate, now: Date): boolean {
  return cert.validToDate.getTime() - now.getTime() < renewBeforeMs;
}
