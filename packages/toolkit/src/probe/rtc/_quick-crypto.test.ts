import { createRequire } from 'node:module';
import { p256 } from '@noble/curves/p256';
import { describe, expect, it } from 'vitest';
import { useNativeKeyAgreement } from './_quick-crypto.ts';

const original = { ...p256 };

describe('native key agreement', () => {
  it('reaches werift: there is one copy of the curve', () => {
    const ours = createRequire(import.meta.url);
    const werifts = createRequire(ours.resolve('werift'));
    expect(werifts.resolve('@noble/curves/p256')).toBe(ours.resolve('@noble/curves/p256'));
  });

  it('gives what the curve in JavaScript gives', () => {
    const [mine, theirs] = [p256.utils.randomPrivateKey(), p256.utils.randomPrivateKey()];
    useNativeKeyAgreement();
    for (const compressed of [true, false]) {
      const key = Buffer.from(p256.getPublicKey(mine, compressed));
      expect(key).toEqual(Buffer.from(original.getPublicKey(mine, compressed)));
      const secret = p256.getSharedSecret(theirs, key);
      // The x coordinate: all that TLS takes (RFC 8422 §5.10).
      expect(Buffer.from(secret).subarray(1)).toEqual(
        Buffer.from(original.getSharedSecret(theirs, key)).subarray(1),
      );
    }
  });

  it('refuses a point that is not on the curve', () => {
    useNativeKeyAgreement();
    const key = Buffer.from(p256.getPublicKey(p256.utils.randomPrivateKey(), false));
    key[64] = (key[64] ?? 0) ^ 1;
    expect(() => p256.getSharedSecret(p256.utils.randomPrivateKey(), key)).toThrow(/not valid/);
  });
});
