import { expect, it } from 'vitest';
import { bears } from './bearer.ts';

const token = 'abcdefghij0123456789';

it('takes the token as a bearer, and nothing else', () => {
  expect(bears(`Bearer ${token}`, token)).toBe(true);
  expect(bears(`bearer  ${token}`, token)).toBe(true);
  for (const header of [
    undefined,
    '',
    token,
    'Bearer',
    'Bearer ',
    `Basic ${token}`,
    `Bearer ${token}x`,
    `Bearer ${token.slice(0, -1)}`,
    `Bearer ${token} ${token}`,
    `Bearer ${token.toUpperCase()}`,
  ]) {
    expect(bears(header, token)).toBe(false);
  }
});
