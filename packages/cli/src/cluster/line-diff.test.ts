import { expect, test } from 'vitest';
import { diffLines } from './line-diff.ts';

const render = (before: string, after: string) =>
  diffLines(before, after).map(({ mark, text }) => `${mark}${text}`);
const lines = (...text: string[]) => text.join('\n');

test('a line changed in the middle, with its neighbours', () => {
  const before = lines('a', 'b', 'c', 'd', 'e', 'f', 'g');
  expect(render(before, before.replace('d', 'D'))).toEqual([' …', ' b', ' c', '-d', '+D', ' e', ' f']);
});

test('lines that stay between changes are kept apart from them', () => {
  expect(render(lines('x', 'same', 'y'), lines('X', 'same', 'Y'))).toEqual(['-x', '+X', ' same', '-y', '+Y']);
  expect(render(lines('a', 'b'), lines('a', 'new', 'b'))).toEqual([' a', '+new', ' b']);
});

test('equal texts have no differences; everything may differ', () => {
  expect(render('a\nb', 'a\nb')).toEqual([]);
  expect(render('a', 'b')).toEqual(['-a', '+b']);
});

test('repeated lines at both ends are not counted twice', () => {
  expect(render('a\na', 'a\na\na')).toEqual([' a', ' a', '+a']);
});

test('very long texts are shown whole instead of compared line by line', () => {
  const long = (letter: string) =>
    Array.from({ length: 1_001 }, (_, index) => `${letter}${index}`).join('\n');
  expect(render(long('a'), long('b'))).toHaveLength(2_002);
});
