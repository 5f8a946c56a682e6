import { expect, test } from 'vitest';
import { keepToken, takeToken } from './resume-token.ts';

function memoryStorage() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

test('a token is taken once, and only for its room', () => {
  const storage = memoryStorage();
  keepToken(storage, 'a', 'secret');
  expect(takeToken(storage, 'b')).toBeNull();
  expect(takeToken(storage, 'a')).toBe('secret');
  expect(takeToken(storage, 'a')).toBeNull();
});

test('storage that is switched off costs the resume, not the page', () => {
  const refuse = () => {
    throw new Error('denied');
  };
  const storage = { getItem: refuse, setItem: refuse, removeItem: refuse };
  expect(() => keepToken(storage, 'a', 'secret')).not.toThrow();
  expect(takeToken(storage, 'a')).toBeNull();
});
