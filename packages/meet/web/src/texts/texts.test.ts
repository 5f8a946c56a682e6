import { expect, test } from 'vitest';
import { catalogues, texts } from './index.ts';

type Leaves = Readonly<Record<string, unknown>>;

/** Every text by its path, like `call.leave`. */
function leaves(value: unknown, path = ''): Leaves {
  if (typeof value !== 'object' || value === null) return { [path]: value };
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`)),
  ) as Leaves;
}

/** What is shown; a text that takes something gets a number, which is a name as good as any. */
function shown(text: unknown): unknown {
  return typeof text === 'function' ? (text as (...values: unknown[]) => unknown)('7', '8', '9') : text;
}

const english = leaves(catalogues.en);
const german = leaves(catalogues.de);

/** The same word in both languages. */
const sameInBoth = new Set([
  'product',
  'roomTitle',
  'details.unknown',
  'details.ms',
  'details.session',
  'connectionTest.rate',
]);
const sameWords = new Set(['Chat']);

test('tests speak English, whatever the machine speaks', () => {
  expect(texts).toBe(catalogues.en);
});

test('both languages have the same texts, taking the same values', () => {
  expect(Object.keys(english).length).toBeGreaterThan(80);
  const shape = (all: Leaves) =>
    Object.entries(all).map(([key, text]) => `${key}(${typeof text === 'function' ? text.length : '-'})`);
  expect(shape(german).sort()).toEqual(shape(english).sort());
});

test.each([english, german])('no text is empty', (all) => {
  for (const [key, text] of Object.entries(all)) {
    expect(shown(text), key).toEqual(expect.stringMatching(/\S/));
  }
});

test('nothing was left in English by accident', () => {
  const same = Object.keys(english).filter((key) => shown(english[key]) === shown(german[key]));
  const unexpected = same.filter((key) => !sameInBoth.has(key) && !sameWords.has(String(english[key])));
  expect(unexpected).toEqual([]);
});

test('German addresses people formally', () => {
  const informal = Object.entries(german).filter(([, text]) =>
    /\b(du|dein\w*|dich|dir|ihr habt)\b/i.test(String(shown(text))),
  );
  expect(informal).toEqual([]);
});
