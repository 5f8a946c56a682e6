import { expect, test } from 'vitest';
import { safeStorage } from './safe-storage.ts';

test('what is written is read until it is removed', () => {
  const items = new Map<string, string>();
  const storage = safeStorage(() => ({
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  }));
  storage.write('a', '1');
  expect(storage.read('a')).toBe('1');
  storage.remove('a');
  expect(storage.read('a')).toBeNull();
});

test('storage that is switched off forgets, and costs nothing else', () => {
  const storage = safeStorage(() => {
    throw new Error('denied');
  });
  storage.write('a', '1');
  storage.remove('a');
  expect(storage.read('a')).toBeNull();
});
