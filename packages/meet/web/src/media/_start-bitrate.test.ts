import { expect, test } from 'vitest';
import { startBitrate, withStartBitrate } from './_start-bitrate.ts';

const lines = (...all: readonly string[]) => all.map((line) => `${line}\r\n`).join('');
const head = lines('v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0');
const audio = lines(
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 useinbandfec=1',
);

test('the hint follows what the path took before, within bounds', () => {
  expect(startBitrate(null)).toBe(2_000);
  expect(startBitrate(740_400)).toBe(740);
  expect(startBitrate(90_000)).toBe(300);
  expect(startBitrate(50_000_000)).toBe(2_000);
});

test('the answer’s video gets the hint, on a line of its own', () => {
  const video = ['m=video 9 UDP/TLS/RTP/SAVPF 96', 'a=rtpmap:96 VP8/90000'];
  const fb = ['a=rtcp-fb:96 nack pli', 'a=mid:1'];
  expect(withStartBitrate(head + audio + lines(...video, ...fb), 900)).toBe(
    head + audio + lines(...video, 'a=fmtp:96 x-google-start-bitrate=900', ...fb),
  );
});

test('parameters that are there stay', () => {
  const video = (fmtp: string) =>
    lines('m=video 9 UDP/TLS/RTP/SAVPF 98 99', 'a=rtpmap:98 VP9/90000', fmtp, 'a=rtpmap:99 rtx/90000');
  expect(withStartBitrate(head + video('a=fmtp:98 profile-id=0') + audio, 500)).toBe(
    head + video('a=fmtp:98 profile-id=0;x-google-start-bitrate=500') + audio,
  );
});

test('without a codec that it knows nothing changes', () => {
  const rejected = head + audio + lines('m=video 0 UDP/TLS/RTP/SAVPF 0', 'a=inactive');
  expect(withStartBitrate(rejected, 500)).toBe(rejected);
  expect(withStartBitrate('', 500)).toBe('');
});
