import { expect, test } from 'vitest';
import { fragmentsOf, isOnNewPath } from './path-age.ts';

const sdp = (...fragments: string[]) =>
  ['v=0', ...fragments.flatMap((one) => ['m=audio 9 UDP/TLS/RTP/SAVPF 111', `a=ice-ufrag:${one}`])].join(
    '\r\n',
  );

/** What Chromium (`transport`) or Firefox (`nominated`) would report. */
function report(local: object, named = true): Map<string, unknown> {
  const pair = { type: 'candidate-pair', localCandidateId: 'L', nominated: true, state: 'succeeded' };
  return new Map<string, unknown>([
    ...(named ? [['T', { type: 'transport', selectedCandidatePairId: 'P' }] as const] : []),
    ['P', pair],
    ['L', { type: 'local-candidate', ...local }],
  ]);
}
const urls = ['turn:192.0.2.2:3478?transport=udp'];

test('fragments are read from every section', () => {
  expect(fragmentsOf(sdp('abcd', 'efgh'))).toEqual(new Set(['abcd', 'efgh']));
  expect(fragmentsOf('v=0')).toEqual(new Set());
});

test.each([true, false])(
  'a path is new when its candidate is of the newest generation (named: %s)',
  (named) => {
    expect(isOnNewPath(report({ usernameFragment: 'new1' }, named), sdp('new1'), urls)).toBe(true);
    expect(isOnNewPath(report({ usernameFragment: 'old1' }, named), sdp('new1'), urls)).toBe(false);
  },
);

test('without fragments the URL of the relay decides; a direct path has none', () => {
  expect(isOnNewPath(report({ url: urls[0] }), sdp('new1'), urls)).toBe(true);
  expect(isOnNewPath(report({ url: 'turn:192.0.2.1:3478?transport=udp' }), sdp('new1'), urls)).toBe(false);
  expect(isOnNewPath(report({}), sdp('new1'), urls)).toBe(true);
});

test('without a path nothing is new yet', () => {
  expect(isOnNewPath(new Map(), sdp('new1'), urls)).toBe(false);
});
