import { messageOf, type StoaError } from '../../base/index.ts';
import { turnErrors, type TurnCode } from '../turn-errors.ts';

const untrusted =
  'give the CA that signed it (--ca), or have the server send its intermediate certificates, or use a public CA';

/** OpenSSL's verification results (X509_V_ERR_…, as Node names them) → our codes and what to do. */
const byResult: Readonly<Record<string, readonly [TurnCode, string]>> = {
  CERT_HAS_EXPIRED: ['TURN_TLS_EXPIRED', 'renew the certificate and have the server load it'],
  CERT_NOT_YET_VALID: ['TURN_TLS_NOT_YET_VALID', 'check the clocks of this machine and of the CA'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'TURN_TLS_WRONG_NAME',
    'use a name from the certificate in the URL, or get one for this name',
  ],
  HOSTNAME_MISMATCH: [
    'TURN_TLS_WRONG_NAME',
    'use a name from the certificate in the URL, or get one for this name',
  ],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['TURN_TLS_UNTRUSTED', untrusted],
  SELF_SIGNED_CERT_IN_CHAIN: ['TURN_TLS_UNTRUSTED', untrusted],
  UNABLE_TO_GET_ISSUER_CERT: ['TURN_TLS_UNTRUSTED', untrusted],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['TURN_TLS_UNTRUSTED', untrusted],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['TURN_TLS_UNTRUSTED', untrusted],
  CERT_SIGNATURE_FAILURE: ['TURN_TLS_UNTRUSTED', untrusted],
  CERT_UNTRUSTED: ['TURN_TLS_UNTRUSTED', untrusted],
  CERT_REJECTED: ['TURN_TLS_UNTRUSTED', untrusted],
  CERT_CHAIN_TOO_LONG: ['TURN_TLS_UNTRUSTED', untrusted],
  CERT_REVOKED: ['TURN_TLS_UNTRUSTED', 'the certificate was revoked: get a new one'],
  INVALID_CA: ['TURN_TLS_UNTRUSTED', untrusted],
  INVALID_PURPOSE: ['TURN_TLS_UNTRUSTED', 'the certificate is not made for servers'],
};

/** The code and hint for a verification result such as `CERT_HAS_EXPIRED`. */
export function tlsVerdict(result: string): readonly [TurnCode, string] {
  return (
    byResult[result] ?? [
      'TURN_TLS_FAILED',
      'check that the port speaks TLS 1.2 or newer and that the server has loaded certificate and key',
    ]
  );
}

/** Our error for a failed handshake. */
export function tlsError(error: unknown, where: string): StoaError {
  const result = error instanceof Error && 'code' in error ? String(error.code) : '';
  const [code, hint] = tlsVerdict(result);
  return turnErrors.make(code, `TLS to ${where} failed: ${messageOf(error).split(';')[0]}`, {
    hint,
    details: { where, result },
    cause: error,
  });
}
