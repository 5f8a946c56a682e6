import { expect, test } from 'vitest';
import { createStore } from '../base/index.ts';
import { defaultSettings } from '../settings/index.ts';
import type { Settings } from '../settings/index.ts';
import { LocalMedia } from './local-media.ts';
import { devices, settled } from './_fake-devices.ts';

async function opened(present: Parameters<typeof devices>[0] = {}) {
  const source = devices(present);
  const settings = createStore<Settings>(defaultSettings);
  const media = new LocalMedia(source, settings);
  await media.open({ audio: true, video: true });
  return { source, settings, media, present };
}

test('another camera takes over before the old one is let go, and is remembered', async () => {
  const { source, settings, media } = await opened();
  const seen: (string | undefined)[] = [];
  media.state.subscribe(() => seen.push(media.state.get().video.track?.label));
  expect(await media.choose('video', 'cam-2')).toBe(true);
  expect(seen).toEqual(['video cam-2']);
  expect(source.tracks[1]?.stopped).toBe(true);
  expect(settings.get().camera).toBe('cam-2');
});

test('a muted microphone is muted in its successor too', async () => {
  const { media } = await opened();
  await media.set('audio', false);
  const live: boolean[] = [];
  media.state.subscribe(() => live.push(media.state.get().audio.track?.enabled ?? false));
  expect(await media.choose('audio', 'mic-2')).toBe(true);
  expect(media.state.get().audio).toMatchObject({ on: false, track: { label: 'audio mic-2' } });
  expect(live).not.toContain(true);
});

test('a camera that is off stays off, and the choice counts from the next start', async () => {
  const { source, media } = await opened();
  await media.set('video', false);
  expect(await media.choose('video', 'cam-2')).toBe(true);
  expect(source.asked).toHaveLength(1);
  await media.set('video', true);
  expect(media.state.get().video.track?.label).toBe('video cam-2');
});

test('a remembered camera that is not there today is replaced by any, and stays remembered', async () => {
  const present: Parameters<typeof devices>[0] = {};
  const source = devices(present);
  source.onAsk = ({ video }) => {
    if (JSON.stringify(video)?.includes('cam-2')) present.video = 'OverconstrainedError';
    else delete present.video;
  };
  const settings = createStore<Settings>({ ...defaultSettings, camera: 'cam-2' });
  const media = new LocalMedia(source, settings);
  await media.open({ audio: true, video: true });
  expect(media.state.get().video).toMatchObject({ on: true, track: { label: 'video standard' } });
  expect(media.state.get().audio.on).toBe(true);
  expect(settings.get().camera).toBe('cam-2');
});

test('a microphone that cannot be opened changes nothing', async () => {
  const { source, settings, media, present } = await opened();
  present.audio = 'NotReadableError';
  expect(await media.choose('audio', 'mic-2')).toBe(false);
  expect(media.state.get().audio).toMatchObject({ on: true, problem: null });
  expect(source.tracks[0]?.stopped).toBe(false);
  expect(settings.get().microphone).toBe('');
});

test('a phone that has one camera at a time lets the old one go first', async () => {
  const { source, media, present } = await opened();
  source.onAsk = () => {
    // Busy as long as the first camera runs.
    if (source.tracks[1]?.stopped) delete present.video;
  };
  present.video = 'NotReadableError';
  expect(await media.flipCamera()).toBe(true);
  expect(media.state.get().video.track?.getSettings().facingMode).toBe('environment');
  expect(await media.flipCamera()).toBe(true);
  expect(media.state.get().video.track?.getSettings().facingMode).toBe('user');
});

test('when the other camera does not start, the old one is back or the reason is known', async () => {
  const { source, media, present } = await opened();
  present.video = 'NotFoundError';
  const asks: string[] = [];
  source.onAsk = (want) => {
    asks.push(JSON.stringify((want.video as MediaTrackConstraints).deviceId));
    if (asks.length === 3) delete present.video;
  };
  expect(await media.choose('video', 'gone')).toBe(false);
  expect(asks).toEqual(['{"exact":"gone"}', '{"exact":"gone"}', '{"exact":"standard"}']);
  expect(media.state.get().video).toMatchObject({ on: true, problem: null });
  present.video = 'NotFoundError';
  expect(await media.choose('video', 'gone')).toBe(false);
  expect(media.state.get().video).toEqual({ on: false, track: null, problem: 'missing' });
});

test('an unplugged microphone is followed by another one, as muted as it was', async () => {
  const { source, media } = await opened();
  await media.set('audio', false);
  source.tracks[0]?.dispatchEvent(new Event('ended'));
  await settled();
  expect(media.state.get().audio).toMatchObject({ on: false, problem: null });
  expect(media.state.get().audio.track?.enabled).toBe(false);
  expect(media.fallBack.get()).toEqual({ label: 'audio standard' });
  await media.choose('audio', 'mic-2');
  expect(media.fallBack.get()).toBeNull();
});

test('an unplugged microphone without successor is off and says so', async () => {
  const { source, media, present } = await opened();
  present.audio = 'NotFoundError';
  source.tracks[0]?.dispatchEvent(new Event('ended'));
  await settled();
  expect(media.state.get().audio).toEqual({ on: false, track: null, problem: 'unplugged' });
  expect(media.fallBack.get()).toBeNull();
});

test('changed processing opens the same microphone anew where applying it does nothing', async () => {
  const { source, settings, media } = await opened();
  await media.applyProcessing();
  expect(source.asked).toHaveLength(1);
  settings.update((now) => ({ ...now, noiseSuppression: false }));
  await media.applyProcessing();
  expect(media.state.get().audio.track?.getSettings().noiseSuppression).toBe(false);
  expect(source.tracks.map(({ stopped }) => stopped)).toEqual([true, false, false]);
});

test('two choices at once end with the later one', async () => {
  const { media } = await opened();
  await Promise.all([media.choose('video', 'cam-2'), media.choose('video', 'cam-3')]);
  expect(media.state.get().video.track?.label).toBe('video cam-3');
});
