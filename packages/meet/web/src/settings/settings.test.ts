import { expect, test } from 'vitest';
import { safeStorage } from '../base/index.ts';
import { createSettings, defaultSettings, sendLimits } from './settings.ts';

function memory(stored: string | null = null) {
  const kept = new Map(stored === null ? [] : [['stoa.settings', stored]]);
  return safeStorage(() => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }));
}

test('a new browser has the defaults: system devices, all processing, full quality', () => {
  expect(createSettings(memory()).get()).toEqual({
    microphone: '',
    camera: '',
    speaker: '',
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    mirror: true,
    quality: 'standard',
  });
});

test('what was chosen is there again after a reload', () => {
  const storage = memory();
  createSettings(storage).update((now) => ({ ...now, camera: 'cam-2', mirror: false, quality: 'saver' }));
  expect(createSettings(storage).get()).toEqual({
    ...defaultSettings,
    camera: 'cam-2',
    mirror: false,
    quality: 'saver',
  });
});

test.each(['', '{', 'null', '[]', '"text"', '7'])('%j in the storage is as good as nothing', (stored) => {
  expect(createSettings(memory(stored)).get()).toEqual(defaultSettings);
});

test('a field that does not fit is the default, the others stay', () => {
  const stored = JSON.stringify({ quality: 'huge', mirror: 'yes', camera: 7, microphone: 'mic', other: 1 });
  expect(createSettings(memory(stored)).get()).toEqual({ ...defaultSettings, microphone: 'mic' });
});

test('a storage that refuses does not stop a choice', () => {
  const settings = createSettings(
    safeStorage(() => {
      throw new Error('refused');
    }),
  );
  settings.update((now) => ({ ...now, mirror: false }));
  expect(settings.get().mirror).toBe(false);
});

test('each step down sends less', () => {
  expect(sendLimits.standard).toBeNull();
  expect(sendLimits.saver).toBeLessThan(sendLimits.medium ?? 0);
});
