import { expect, test } from 'vitest';
import { safeStorage } from '../../base/index.ts';
import { createShortcutChoice } from './choice.ts';

test('keys work until they are switched off, also after a reload', () => {
  const kept = new Map<string, string>();
  const storage = safeStorage(() => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }));
  const choice = createShortcutChoice(storage);
  expect(choice.get()).toBe(true);
  choice.set(false);
  expect(createShortcutChoice(storage).get()).toBe(false);
  choice.set(true);
  expect(createShortcutChoice(storage).get()).toBe(true);
});
