import type { QualityLevel } from '@stoa/protocol';
import { describe, expect, it } from 'vitest';
import { levelOf, newStanding, nextStanding } from './quality-level.ts';

const fine = { rttMs: 40, jitterMs: 5, lossIn: 0, failed: 0 };

describe('the level of a report', () => {
  it.each([
    [{}, 'good'],
    [{ rttMs: null, jitterMs: null, lossIn: null }, 'good'],
    [{ lossIn: 0.029 }, 'good'],
    [{ lossIn: 0.03 }, 'fair'],
    [{ lossIn: 0.1 }, 'poor'],
    [{ rttMs: 200 }, 'fair'],
    [{ rttMs: 500 }, 'poor'],
    [{ jitterMs: 50 }, 'fair'],
    [{ jitterMs: 150, lossIn: 0.03 }, 'poor'],
    [{ failed: 1 }, 'poor'],
  ] as const)('%o is %s', (change, level) => {
    expect(levelOf({ ...fine, ...change })).toBe(level);
  });
});

describe('the standing over several reports', () => {
  function levels(...reports: QualityLevel[]): QualityLevel[] {
    let standing = newStanding;
    return reports.map((report) => {
      standing = nextStanding(standing, report);
      return standing.level;
    });
  }

  it('becomes worse at once', () => {
    expect(levels('good', 'fair', 'poor')).toEqual(['good', 'fair', 'poor']);
    expect(levels('poor')).toEqual(['poor']);
  });

  it('becomes better after two better reports in a row, and then only as good as the worse of them', () => {
    expect(levels('poor', 'good', 'good')).toEqual(['poor', 'poor', 'good']);
    expect(levels('poor', 'good', 'fair')).toEqual(['poor', 'poor', 'fair']);
    expect(levels('fair', 'good', 'fair', 'good', 'fair')).toEqual(['fair', 'fair', 'fair', 'fair', 'fair']);
  });
});
