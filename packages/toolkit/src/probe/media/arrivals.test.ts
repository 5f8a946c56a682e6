import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arrivals, type ArrivalStats } from './arrivals.ts';

/** [seq, at]; sent 5 ms before it arrived unless said otherwise. */
type Recorded = readonly [seq: number, at: number, sentAt?: number];

function judge(recorded: readonly Recorded[], now: number, markAfter?: number): ArrivalStats {
  const arrivals = new Arrivals();
  for (const [index, [seq, at, sentAt = at - 5]] of recorded.entries()) {
    if (index === markAfter) arrivals.mark(recorded[index - 1]?.[1] ?? 0);
    arrivals.note(seq, sentAt, at);
  }
  return arrivals.stats(now);
}

/** A packet every 20 ms from seq `from`. */
function steady(from: number, count: number, startAt = 0): Recorded[] {
  return Array.from({ length: count }, (_, i) => [(from + i) >>> 0, startAt + i * 20] as const);
}

describe('arrivals', () => {
  it('finds nothing wrong with a steady stream', () => {
    expect(judge(steady(7, 50), 980)).toEqual({
      packets: 50,
      lost: 0,
      duplicates: 0,
      reordered: 0,
      largestGapMs: 20,
      gapsMs: [],
      jitterMs: 0,
      delayMs: { min: 5, mean: 5, max: 5 },
    });
  });

  it('counts what is missing, and the pause it leaves', () => {
    const recorded = [...steady(1, 10), ...steady(16, 10, 300)];
    expect(judge(recorded, 480)).toMatchObject({ packets: 20, lost: 5, largestGapMs: 120, gapsMs: [120] });
  });

  it('takes late packets as reordered and not as lost', () => {
    const stats = judge(
      [
        [1, 0],
        [2, 20],
        [5, 40],
        [3, 41],
        [4, 42],
        [6, 60],
      ],
      60,
    );
    expect(stats).toMatchObject({ packets: 6, lost: 0, reordered: 2, duplicates: 0 });
  });

  it('counts duplicates apart and does not let them close a pause', () => {
    const stats = judge(
      [
        [1, 0],
        [2, 20],
        [2, 90],
        [2, 160],
        [3, 220],
      ],
      220,
    );
    expect(stats).toMatchObject({ packets: 3, lost: 0, duplicates: 2, largestGapMs: 200 });
  });

  it('counts on over the wrap of 32 bits', () => {
    const recorded = steady(2 ** 32 - 5, 10).filter((_, i) => i !== 4 && i !== 6);
    expect(recorded.at(-1)?.[0]).toBe(4);
    expect(judge(recorded, 180)).toMatchObject({ packets: 8, lost: 2, reordered: 0, duplicates: 0 });
  });

  it('reorders and doubles over the wrap', () => {
    const top = 2 ** 32 - 1;
    const stats = judge(
      [
        [top - 1, 0],
        [0, 20],
        [top, 21],
        [0, 22],
        [1, 40],
        [top, 41],
      ],
      41,
    );
    expect(stats).toMatchObject({ packets: 4, lost: 0, reordered: 1, duplicates: 2 });
  });

  it('leaves what came before the first packet or the mark out of the window', () => {
    expect(
      judge(
        [
          [10, 0],
          [9, 1],
          [11, 20],
        ],
        20,
      ),
    ).toMatchObject({ packets: 2, lost: 0 });
    const marked = judge(
      [
        [10, 0],
        [13, 20],
        [11, 21],
        [14, 40],
        [15, 60],
      ],
      60,
      2,
    );
    expect(marked).toMatchObject({ packets: 2, lost: 0, largestGapMs: 20 });
  });

  it('counts a pause that still goes on', () => {
    expect(judge(steady(1, 10), 2_180)).toMatchObject({ lost: 0, largestGapMs: 2_000, gapsMs: [2_000] });
  });

  it('counts a stream that went silent before the mark as silent', () => {
    const arrivals = new Arrivals();
    arrivals.note(1, 0, 5);
    arrivals.mark(1_000);
    expect(arrivals.stats(3_000)).toMatchObject({ packets: 0, lost: 0, largestGapMs: 2_995, delayMs: null });
  });

  it('computes jitter and delay from the send times', () => {
    // Transit 5, 15, 5: |d| = 10 twice; J = 10/16, then J + (10 - J)/16 (RFC 3550 §6.4.1).
    const stats = judge(
      [
        [1, 5, 0],
        [2, 35, 20],
        [3, 45, 40],
      ],
      45,
    );
    expect(stats.jitterMs).toBeCloseTo(0.625 + (10 - 0.625) / 16, 1);
    expect(stats.delayMs).toEqual({ min: 5, mean: 8.33, max: 15 });
  });

  it('agrees with counting by hand, for any loss, doubling and local disorder from any start', () => {
    const fates = fc.array(fc.record({ lost: fc.boolean(), twice: fc.boolean(), late: fc.nat(3) }), {
      minLength: 2,
      maxLength: 300,
    });
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), fates, (start, packets) => {
        // The ends always arrive in time, so that "expected" is known.
        const ends = (i: number) => i === 0 || i === packets.length - 1;
        const arriving = packets
          .map((fate, i) => ({ ...fate, i, order: ends(i) ? (i === 0 ? -1 : i + 10) : i + fate.late * 1.5 }))
          .filter(({ lost, i }) => !lost || ends(i))
          .flatMap((p) => (p.twice ? [p, p] : [p]))
          .sort((a, b) => a.order - b.order);
        const stats = judge(
          arriving.map(({ i }, at) => [(start + i) >>> 0, at]),
          arriving.length,
        );
        const unique = new Set(arriving.map(({ i }) => i)).size;
        expect(stats.packets).toBe(unique);
        expect(stats.lost).toBe(packets.length - unique);
        expect(stats.duplicates).toBe(arriving.length - unique);
      }),
    );
  });
});
