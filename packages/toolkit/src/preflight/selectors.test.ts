import { describe, expect, it } from 'vitest';
import { containsAll, matches, matchesTerm } from './selectors.ts';

const labels = { app: 'web', tier: '3' };
const term = (key: string, operator: string, ...values: string[]) => ({ key, operator, values });

describe('label selectors', () => {
  it.each([
    [term('app', 'In', 'web', 'api'), true],
    [term('app', 'In', 'api'), false],
    [term('gone', 'In', 'api'), false],
    [term('app', 'NotIn', 'api'), true],
    [term('gone', 'NotIn', 'api'), true],
    [term('app', 'NotIn', 'web'), false],
    [term('app', 'Exists'), true],
    [term('gone', 'Exists'), false],
    [term('gone', 'DoesNotExist'), true],
    [term('tier', 'Gt', '2'), true],
    [term('tier', 'Lt', '2'), false],
    [term('app', 'Like', 'web'), false],
  ])('%j: %s', (one, expected) => {
    expect(matchesTerm(one, labels)).toBe(expected);
  });

  it('of none match nothing, empty ones everything', () => {
    expect(matches(undefined, labels)).toBe(false);
    expect(matches({}, labels)).toBe(true);
    expect(matches({ matchLabels: { app: 'web' }, matchExpressions: [term('tier', 'Exists')] }, labels)).toBe(
      true,
    );
    expect(matches({ matchLabels: { app: 'web' }, matchExpressions: [term('x', 'Exists')] }, labels)).toBe(
      false,
    );
    expect(containsAll({ app: 'web', x: 'y' }, labels)).toBe(false);
  });
});
