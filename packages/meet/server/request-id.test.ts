import { expect, test } from 'vitest';
import { requestIdFor, requestIdOf } from './request-id.ts';

test('takes over what a proxy says, and nothing that would break a line', () => {
  expect(requestIdOf({ 'x-request-id': '7d9f:1-a.b_c' })).toBe('7d9f:1-a.b_c');
  for (const id of ['', 'a b', 'a\nb', '"', 'x'.repeat(65), 'ä']) {
    expect(requestIdOf({ 'x-request-id': id })).toBeUndefined();
  }
  expect(requestIdOf({})).toBeUndefined();
});

test('makes one where there is none, each time another', () => {
  expect(requestIdFor({ 'x-request-id': 'abc' })).toBe('abc');
  expect(requestIdFor({})).toMatch(/^[0-9a-f-]{36}$/);
  expect(requestIdFor({})).not.toBe(requestIdFor({}));
});
