import { expect, test } from 'vitest';
import { problemOf } from './media-problem.ts';

test.each([
  ['NotAllowedError', 'denied'],
  ['SecurityError', 'denied'],
  ['NotFoundError', 'missing'],
  ['OverconstrainedError', 'missing'],
  ['NotReadableError', 'busy'],
  ['AbortError', 'busy'],
  ['TypeError', 'unknown'],
] as const)('%s means %s', (name, problem) => {
  expect(problemOf(Object.assign(new Error('x'), { name }))).toBe(problem);
});

test('anything else is unknown', () => {
  expect(problemOf('no error at all')).toBe('unknown');
});
