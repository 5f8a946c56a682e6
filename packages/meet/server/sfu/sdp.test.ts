import { expect, it } from 'vitest';
import { audioMids, fingerprintOf, sendingKinds } from './sdp.ts';

const section = (kind: string, port: number, ...lines: string[]) =>
  [`m=${kind} ${port} UDP/TLS/RTP/SAVPF 96`, 'c=IN IP4 0.0.0.0', ...lines].join('\r\n');
const sdp = (...sections: string[]) =>
  ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', ...sections, ''].join('\r\n');

it('finds the kinds that are sent', () => {
  const both = sdp(section('audio', 9, 'a=sendonly'), section('video', 9, 'a=sendrecv'));
  expect(sendingKinds(both)).toEqual(['audio', 'video']);
  expect(sendingKinds(sdp(section('audio', 9, 'a=recvonly'), section('video', 9)))).toEqual(['video']);
  expect(sendingKinds(sdp(section('audio', 0), section('video', 9, 'a=inactive')))).toEqual([]);
  expect(sendingKinds(sdp(section('application', 9)))).toEqual([]);
  expect(sendingKinds('')).toEqual([]);
});

it('reads the fingerprint wherever it stands', () => {
  expect(fingerprintOf(sdp(section('audio', 9, 'a=fingerprint:sha-256 AB:CD')))).toBe('sha-256 ab:cd');
  expect(fingerprintOf(sdp(section('audio', 9)))).toBeUndefined();
});

it('names the sections with sound', () => {
  const section = (kind: string, mid: string) => `m=${kind} 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:${mid}\r\n`;
  expect(
    audioMids(`v=0\r\n${section('audio', '0')}${section('video', '1')}${section('audio', 'a2')}`),
  ).toEqual(['0', 'a2']);
  expect(audioMids(`v=0\r\n${section('video', '0')}`)).toEqual([]);
});
