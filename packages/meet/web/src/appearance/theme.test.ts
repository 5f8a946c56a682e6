import { expect, test } from 'vitest';
import { safeStorage } from '../base/index.ts';
import { createThemeChoice, showTheme } from './theme.ts';
import type { Theme } from './theme.ts';

function memory(stored: Record<string, string> = {}) {
  const kept = new Map(Object.entries(stored));
  return safeStorage(() => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }));
}

/** The parts of a document that show a theme. */
function pageShowing(theme: Theme) {
  const media: Record<string, string> = {};
  const dataset: Record<string, string | undefined> = { theme: 'light' };
  showTheme(theme, {
    documentElement: { dataset },
    querySelectorAll: (selector) => [
      {
        setAttribute: (name, value) =>
          void (media[`${selector.includes('dark') ? 'dark' : 'light'} ${name}`] = value),
      },
    ],
  });
  return { dataset, media };
}

test('a choice is there again after a reload', () => {
  const storage = memory();
  const choice = createThemeChoice(storage);
  expect(choice.get()).toBe('system');
  choice.set('dark');
  expect(createThemeChoice(storage).get()).toBe('dark');
});

test('what was stored and is no theme counts as none', () => {
  expect(createThemeChoice(memory({ 'stoa.theme': 'sepia' })).get()).toBe('system');
});

test('a choice stands over the system, the colour around the page included', () => {
  expect(pageShowing('dark')).toEqual({
    dataset: { theme: 'dark' },
    media: { 'light media': 'not all', 'dark media': 'all' },
  });
});

test('without a choice the system decides', () => {
  expect(pageShowing('system')).toEqual({
    dataset: {},
    media: { 'light media': '(prefers-color-scheme: light)', 'dark media': '(prefers-color-scheme: dark)' },
  });
});
