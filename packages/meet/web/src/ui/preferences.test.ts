import { expect, test } from 'vitest';
import {
  forgetTypedName,
  keepTypedName,
  rememberDevices,
  rememberName,
  rememberedDevices,
  rememberedName,
  typedName,
} from './preferences.ts';

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

test('what was typed is kept for its room, until one joined', () => {
  const storage = memory();
  expect(typedName(storage, 'forum')).toBeNull();
  keepTypedName(storage, 'forum', 'Ada  Lovelace ');
  expect(typedName(storage, 'forum')).toBe('Ada  Lovelace ');
  expect(typedName(storage, 'other')).toBeNull();
  keepTypedName(storage, 'forum', '');
  expect(typedName(storage, 'forum')).toBe('');
  forgetTypedName(storage);
  expect(typedName(storage, 'forum')).toBeNull();
});
