import { expect, test } from 'vitest';
import { rememberDevices, rememberName, rememberedDevices, rememberedName } from './preferences.ts';

function memory() {
  const items = new Map<string, string>();
  return {
    read: (key: string) => items.get(key) ?? null,
    write: (key: string, value: string) => void items.set(key, value),
    remove: (key: string) => void items.delete(key),
  };
}

test('names and devices are remembered', () => {
  const storage = memory();
  expect(rememberedName(storage)).toBe('');
  expect(rememberedDevices(storage)).toEqual({ audio: true, video: true });
  rememberName(storage, 'Ada');
  rememberDevices(storage, { audio: false, video: true });
  expect(rememberedName(storage)).toBe('Ada');
  expect(rememberedDevices(storage)).toEqual({ audio: false, video: true });
});
