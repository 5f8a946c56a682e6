import { expect, test } from 'vitest';
import { chooseTexts } from './index.ts';

test('an unknown language falls back to English', () => {
  expect(chooseTexts(['xx-YY', 'en-GB']).landing.start).toBe('New meeting');
  expect(chooseTexts([]).product).toBe('Stoa');
});

test('no text is empty', () => {
  function leaves(value: unknown): unknown[] {
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [value];
  }
  for (const text of leaves(chooseTexts(['en']))) {
    const shown = typeof text === 'function' ? (text as (n: unknown) => unknown)('1') : text;
    expect(shown).toEqual(expect.stringMatching(/\S/));
  }
});
