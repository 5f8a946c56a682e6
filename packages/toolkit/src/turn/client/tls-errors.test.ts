import { expect, test } from 'vitest';
import { tlsError, tlsVerdict } from './tls-errors.ts';

test.each([
  ['CERT_HAS_EXPIRED', 'TURN_TLS_EXPIRED'],
  ['CERT_NOT_YET_VALID', 'TURN_TLS_NOT_YET_VALID'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'TURN_TLS_WRONG_NAME'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'TURN_TLS_UNTRUSTED'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'TURN_TLS_UNTRUSTED'],
  ['EPROTO', 'TURN_TLS_FAILED'],
])('%s is %s', (result, code) => {
  expect(tlsVerdict(result)[0]).toBe(code);
  const error = tlsError(
    Object.assign(new Error('why; try this flag of Node'), { code: result }),
    'turn.example.org:443',
  );
  expect(error).toMatchObject({
    code,
    message: 'TLS to turn.example.org:443 failed: why',
    hint: expect.any(String),
  });
});
