import { expect, test } from 'vitest';
import { devices, settled } from './_fake-devices.ts';
import { LocalMedia } from './local-media.ts';

test('both devices come with one question', async () => {
  const source = devices({});
  const media = new LocalMedia(source);
  await media.open({ audio: true, video: true });
  expect(source.asked).toEqual(['audio+video']);
  expect(media.state.get()).toMatchObject({ audio: { on: true }, video: { on: true }, opening: false });
});

test('without a camera the microphone still works, and the reason is known', async () => {
  const source = devices({ video: 'NotFoundError' });
  const media = new LocalMedia(source);
  await media.open({ audio: true, video: true });
  expect(source.asked).toEqual(['audio+video', 'audio', 'video', 'video']);
  expect(media.state.get().audio).toMatchObject({ on: true, problem: null });
  expect(media.state.get().video).toEqual({ on: false, track: null, problem: 'missing' });
});

test('an insecure page has no devices and says so', async () => {
  const media = new LocalMedia(undefined);
  await media.open({ audio: true, video: true });
  expect(media.state.get().audio.problem).toBe('insecure');
  expect(media.state.get().video.problem).toBe('insecure');
});

test('muting keeps the microphone, switching off releases the camera', async () => {
  const source = devices({});
  const media = new LocalMedia(source);
  await media.open({ audio: true, video: true });
  await media.toggle('audio');
  await media.toggle('video');
  const [audio, video] = source.tracks;
  expect(audio).toMatchObject({ enabled: false, stopped: false });
  expect(video?.stopped).toBe(true);
  expect(media.state.get().video.track).toBeNull();
  await media.toggle('video');
  expect(source.asked).toEqual(['audio+video', 'video']);
  expect(media.state.get().video.on).toBe(true);
});

test('an unplugged camera is off and says so, and no other one films instead', async () => {
  const source = devices({});
  const media = new LocalMedia(source);
  await media.open({ audio: true, video: true });
  source.tracks[1]?.dispatchEvent(new Event('ended'));
  await settled();
  expect(media.state.get().video).toEqual({ on: false, track: null, problem: 'unplugged' });
  expect(source.asked).toEqual(['audio+video']);
});

test('closing releases everything, also what comes afterwards', async () => {
  const source = devices({});
  const media = new LocalMedia(source);
  const opening = media.open({ audio: true, video: true });
  media.close();
  await opening;
  expect(source.tracks.every((track) => track.stopped)).toBe(true);
  expect(media.state.get().audio.track).toBeNull();
});
