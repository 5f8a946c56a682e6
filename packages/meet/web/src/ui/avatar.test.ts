import { expect, test } from 'vitest';
import { hueOf, initials } from './avatar.tsx';

test('initials of one, two and more words, and of names that are not letters', () => {
  expect(['ada', 'Ada Lovelace', 'ada king noel', '  ', '😀 smile'].map(initials)).toEqual([
    'A',
    'AL',
    'AN',
    '',
    '😀S',
  ]);
});

test('a name keeps its hue', () => {
  expect(hueOf('Ada')).toBe(hueOf('Ada'));
  expect(hueOf('Ada')).not.toBe(hueOf('Grace'));
  expect(hueOf('x'.repeat(80))).toBeLessThan(360);
});
