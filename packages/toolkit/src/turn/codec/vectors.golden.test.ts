import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { decodeMessage, verifyIntegrity, type DecodedMessage } from './decode.ts';
import { encodeMessage } from './encode.ts';

/** Sample messages of RFC 5769 §2.1–2.4. */
const request = `000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74
  002400046e0001ff80290008932ff9b151263b36000600096576746a3a68367659202020
  000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf`;
const responseV4 = `0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220
  002000080001a147e112a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96`;
const responseV6 = `010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220
  002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d900080014a382954e4be67bf11784c97c8292c275bfe3ed41
  80280004c8fb0b4c`;
const longTerm = `000100602112a44278ad3433c6ad72c029da412e00060012e3839ee38388e383aae38383e382afe382b90000
  0015001c662f2f3439396b39353464364f4c33346f4c394653547679363473410014000b6578616d706c652e6f726700
  00080014f67024656dd64a3e02b8e0712e85c9a28ca89666`;

const shortKey = Buffer.from('VOkJxbRl1RmTxUk/WvJxBt');

function decode(hex: string): { bytes: Buffer; message: DecodedMessage } {
  const bytes = Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');
  const result = decodeMessage(bytes);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return { bytes, message: result.message };
}

test('the sample request: attributes, integrity and fingerprint', () => {
  const { bytes, message } = decode(request);
  expect(message).toMatchObject({ method: 'binding', cls: 'request', hasFingerprint: true });
  expect(message.attributes).toEqual({ software: 'STUN test client', username: 'evtj:h6vY' });
  expect(message.unrecognized.map(({ type }) => type)).toEqual([0x0024, 0x8029]);
  expect(verifyIntegrity(bytes, message, shortKey)).toBe(true);
  expect(verifyIntegrity(bytes, message, Buffer.from('wrong'))).toBe(false);
});

test.each([
  ['IPv4', responseV4, '192.0.2.1'],
  ['IPv6', responseV6, '2001:db8:1234:5678:11:2233:4455:6677'],
])('the sample %s response', (_family, hex, address) => {
  const { bytes, message } = decode(hex);
  expect(message.attributes).toEqual({
    software: 'test vector',
    xorMappedAddress: { address, port: 32_853 },
  });
  expect(verifyIntegrity(bytes, message, shortKey)).toBe(true);
});

test('the long-term request is what we encode for the same values', () => {
  const { bytes, message } = decode(longTerm);
  const { username, realm, nonce } = message.attributes;
  expect({ username, realm, nonce }).toEqual({
    username: '\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9',
    realm: 'example.org',
    nonce: 'f//499k954d6OL34oL9FSTvy64sA',
  });
  const key = createHash('md5').update(`${username}:${realm}:TheMatrIX`).digest();
  expect(verifyIntegrity(bytes, message, key)).toBe(true);
  // Same attributes, our order (USERNAME, REALM, NONCE): decodes to the same and verifies.
  const ours = encodeMessage(message, { key, fingerprint: false });
  expect(ours.length).toBe(bytes.length);
  const again = decode(ours.toString('hex'));
  expect(again.message.attributes).toEqual(message.attributes);
  expect(verifyIntegrity(ours, again.message, key)).toBe(true);
});
