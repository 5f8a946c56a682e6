import type { PemPair } from './pem-pair.ts';

// The maker is loaded only when there is something to make: loading it takes longer than checking what exists.

/** A CA that may only issue end-entity certificates; ten years. */
export async function makeAuthority(commonName: string, now: Date): Promise<PemPair> {
  return await (await import('./_maker.ts')).makeAuthority(commonName, now);
}

/** A server certificate for names and IP addresses; one year, below every browser's limit. */
export async function issueCertificate(ca: PemPair, names: readonly string[], now: Date): Promise<PemPair> {
  return await (await import('./_maker.ts')).issueCertificate(ca, names, now);
}
