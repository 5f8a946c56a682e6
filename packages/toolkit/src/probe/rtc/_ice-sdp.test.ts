import { expect, it } from 'vitest';
import { readIce, withIce } from './_ice-sdp.ts';

const section = (mid: number, ufrag: string, pwd: string, ...candidates: string[]) => [
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  `a=mid:${mid}`,
  `a=ice-ufrag:${ufrag}`,
  `a=ice-pwd:${pwd}`,
  ...candidates.map((candidate) => `a=candidate:${candidate}`),
  'a=setup:active',
];
const sdp = (...lines: string[][]) => ['v=0', ...lines.flat(), ''].join('\r\n');
const host = '1 1 udp 2130706431 192.0.2.1 4000 typ host';
const relay = '2 1 udp 16777215 192.0.2.9 5000 typ relay raddr 192.0.2.1 rport 4000';

it('reads credentials, and every candidate once', () => {
  const both = sdp(section(0, 'abcd', 'p'.repeat(22), host, relay), section(1, 'abcd', 'p'.repeat(22), host));
  expect(readIce(both)).toEqual({ ufrag: 'abcd', pwd: 'p'.repeat(22), candidates: [host, relay] });
});

it('changes nothing but ICE, in every section', () => {
  const before = sdp(section(0, 'abcd', 'old', host), section(1, 'abcd', 'old'));
  const ice = { ufrag: 'wxyz', pwd: 'new', candidates: [relay] };
  expect(withIce(before, ice)).toBe(sdp(section(0, 'wxyz', 'new', relay), section(1, 'wxyz', 'new', relay)));
  expect(readIce(withIce(before, ice))).toEqual(ice);
});
