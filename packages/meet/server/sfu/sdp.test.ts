import { screenMids } from '@stoa/protocol';
import { expect, it } from 'vitest';
import { fingerprintOf, microphoneMids, sendingKinds } from './sdp.ts';

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

it('knows a screen by the mid of its section', () => {
  const mids = (...kinds: string[]) =>
    kinds.map((kind, mid) => section(kind, 9, `a=mid:${mid}`, 'a=sendonly'));
  expect(sendingKinds(sdp(...mids('audio', 'video', 'video', 'audio')))).toEqual([
    'audio',
    'video',
    'screen-video',
    'screen-audio',
  ]);
  expect(sendingKinds(sdp(...mids('audio', 'video', 'video')))).toEqual(['audio', 'video', 'screen-video']);
  expect(sendingKinds(sdp(section('video', 9, 'a=mid:2', 'a=inactive')))).toEqual([]);
});

it('reads the fingerprint wherever it stands', () => {
  expect(fingerprintOf(sdp(section('audio', 9, 'a=fingerprint:sha-256 AB:CD')))).toBe('sha-256 ab:cd');
  expect(fingerprintOf(sdp(section('audio', 9)))).toBeUndefined();
});

it('tells microphones from the sound of a screen', () => {
  const mid = (name: string) => `a=mid:${name}`;
  const offer = sdp(
    section('audio', 9, mid('0')),
    section('video', 9, mid('1')),
    section('audio', 9, mid(screenMids['screen-audio'])),
    section('audio', 9, mid('later')),
  );
  expect(microphoneMids(offer)).toEqual(['0', 'later']);
  expect(microphoneMids(sdp(section('video', 9, mid('0'))))).toEqual([]);
});
