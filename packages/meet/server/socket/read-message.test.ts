import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readMessage } from './read-message.ts';

it('reads a message that fits', () => {
  expect(readMessage('{"type":"ping","id":"a"}')).toEqual({ ok: true, message: { type: 'ping', id: 'a' } });
});

it.each([
  ['not json', null, /not JSON/],
  ['[]', null, /./],
  ['null', null, /./],
  ['{"type":"fly","id":"a"}', 'a', /type/],
  ['{"id":"a"}', 'a', /type/],
  ['{"type":"chat","id":"a"}', 'a', /^text: /],
  ['{"type":"chat","id":"a","text":"x","room":"y"}', 'a', /room/],
  ['{"type":"chat","id":"no spaces","text":"x"}', null, /^id: /],
  ['{"type":"hello","id":"a","room":"UPPER","name":"x"}', 'a', /^room: use lower-case/],
  ['{"type":"answer","id":"a","negotiation":0,"sdp":"v=0"}', 'a', /^negotiation: /],
])('says what is wrong with %s', (text, re, reason) => {
  const read = readMessage(text);
  if (read.ok) throw new Error('was accepted');
  expect(read.re).toBe(re);
  expect(read.reason).toMatch(reason);
});

it('never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(typeof readMessage(text).ok).toBe('boolean');
    }),
  );
});
