import { expect, test } from 'vitest';
import { keepToken, takeToken } from './resume-token.ts';

test('a token is taken once, and only for its room', () => {
  const items = new Map<string, string>();
  const storage = {
    read: (key: string) => items.get(key) ?? null,
    write: (key: string, value: string) => void items.set(key, value),
    remove: (key: string) => void items.delete(key),
  };
  keepToken(storage, 'a', 'secret');
  keepToken(storage, 'b', null);
  expect(takeToken(storage, 'b')).toBeNull();
  expect(takeToken(storage, 'a')).toBe('secret');
  expect(takeToken(storage, 'a')).toBeNull();
  expect(items.size).toBe(0);
});
