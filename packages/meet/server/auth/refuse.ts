import type { StoaError } from '@stoa/toolkit/base';
import { errors } from 'jose';
import { refusal } from '../errors.ts';

export function authFailed(message: string): StoaError<'MEET_REFUSED'> {
  return refusal('auth-failed', message);
}

export function authUnavailable(message: string, retryAfterMs?: number): StoaError<'MEET_REFUSED'> {
  return refusal('auth-unavailable', message, retryAfterMs);
}

const claimWords: Readonly<Record<string, string>> = {
  nbf: 'the token is not valid yet',
  aud: 'the token is for another audience',
  iss: 'the token is from another issuer',
  sub: 'the token is for another tenant',
  typ: 'the token is of another kind',
};

/** What a failed verification looks like to the client: never a part of the token. */
export function verifyFailure(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return refusal('auth-expired', 'the token has expired');
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.reason === 'missing') return authFailed(`the token has no claim ${error.claim}`);
    return authFailed(claimWords[error.claim] ?? `the token's claim ${error.claim} is not right`);
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return authFailed('the signature of the token is not right');
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return authFailed('the token is signed with an algorithm that is not allowed here');
  }
  if (error instanceof errors.JOSEError) return authFailed('the token cannot be read');
  return error;
}
