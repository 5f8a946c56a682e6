import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeChannel, encodeChannel, readExecStatus } from './_channels.ts';

it('gives back what was put in', () => {
  fc.assert(
    fc.property(fc.nat(255), fc.uint8Array(), (channel, data) => {
      expect(decodeChannel(encodeChannel(channel, data))).toEqual({ channel, data });
    }),
  );
  expect(decodeChannel(new Uint8Array())).toBeUndefined();
});

it.each([
  ['{"status":"Success"}', { exitCode: 0 }],
  [
    '{"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"7"}]}}',
    { exitCode: 7 },
  ],
  ['{"status":"Failure","message":"no such container"}', { failure: 'no such container' }],
  ['plain', { failure: 'plain' }],
])('reads %s', (text, end) => {
  expect(readExecStatus(text)).toEqual(end);
});
