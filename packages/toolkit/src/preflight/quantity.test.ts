import { describe, expect, it } from 'vitest';
import { formatQuantity, parseQuantity } from './quantity.ts';

describe('quantities', () => {
  it.each([
    ['250m', 0.25],
    ['2', 2],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['1e3', 1000],
    ['1E3', 1000],
    ['1E', 1e18],
    ['1Ki', 1024],
    ['16Mi', 16 * 2 ** 20],
    ['1k', 1000],
    ['100n', 1e-7],
    [3, 3],
  ])('%s is %d', (text, value) => {
    expect(parseQuantity(text)).toBeCloseTo(value, 10);
  });

  it.each(['', 'x', '1Zi', '1 Gi', '--1', undefined, {}])('%j is none', (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });

  it('are written for people', () => {
    expect(formatQuantity(0.25, 'requests.cpu')).toBe('0.25');
    expect(formatQuantity(1.5 * 2 ** 30, 'limits.memory')).toBe('1.5Gi');
    expect(formatQuantity(512, 'memory')).toBe('512');
  });
});
