/** How one stream of stamped packets came in since the mark. Times in ms. */
export interface ArrivalStats {
  /** Different packets received. */
  readonly packets: number;
  /** Missing between the first expected and the highest received. */
  readonly lost: number;
  readonly duplicates: number;
  /** Came after a packet with a higher number. */
  readonly reordered: number;
  /** Longest time without a new packet, the time since the last one included. */
  readonly largestGapMs: number;
  /** The pauses over 100 ms, longest first, at most 10. */
  readonly gapsMs: readonly number[];
  /** Interarrival jitter as RFC 3550 §6.4.1 computes it, in ms. */
  readonly jitterMs: number;
  /** One-way delay; null without packets. Meaningful on one machine only. */
  readonly delayMs: { readonly min: number; readonly mean: number; readonly max: number } | null;
}

/** Packets that far behind the newest can still be told from duplicates. */
const memory = 2_048;
const notableGapMs = 100;

/** Judges one stream by sequence numbers (32 bit, any start, wrapping) and times that the caller hands in. */
export class Arrivals {
  readonly #seen = new Float64Array(memory).fill(-1);
  /** Sequence numbers are counted on beyond 2^32, from a base that leaves room for reordering at the start. */
  #highest: number | undefined;
  #base = 0;
  #lastAt: number | undefined;
  #packets = 0;
  #duplicates = 0;
  #reordered = 0;
  #largestGap = 0;
  #gaps: number[] = [];
  #transit: number | undefined;
  #jitter = 0;
  #delayMin = Infinity;
  #delayMax = -Infinity;
  #delaySum = 0;

  get lastAt(): number | undefined {
    return this.#lastAt;
  }

  note(seq: number, sentAt: number, at: number): void {
    const first = this.#highest === undefined;
    const highest = this.#highest ?? seq + 2 ** 32;
    // The signed distance modulo 2^32 is right whatever wrapped (RFC 1982).
    const number = first ? highest : highest + ((seq - highest) | 0);
    if (first) this.#base = number - 1;
    if (this.#seen[number % memory] === number) {
      this.#duplicates += 1;
      return;
    }
    if (number <= highest - memory) return;
    this.#seen[number % memory] = number;
    if (number < highest) this.#reordered += 1;
    this.#highest = Math.max(highest, number);
    // What was sent before the mark (or before the first packet seen) is not part of the window.
    if (number <= this.#base) return;
    this.#packets += 1;
    this.#noteTime(sentAt, at);
  }

  #noteTime(sentAt: number, at: number): void {
    if (this.#lastAt !== undefined) this.#noteGap(at - this.#lastAt);
    this.#lastAt = at;
    const transit = at - sentAt;
    if (this.#transit !== undefined) this.#jitter += (Math.abs(transit - this.#transit) - this.#jitter) / 16;
    this.#transit = transit;
    this.#delayMin = Math.min(this.#delayMin, transit);
    this.#delayMax = Math.max(this.#delayMax, transit);
    this.#delaySum += transit;
  }

  #noteGap(gap: number): void {
    this.#largestGap = Math.max(this.#largestGap, gap);
    if (gap <= notableGapMs) return;
    this.#gaps = [...this.#gaps, gap].sort((a, b) => b - a).slice(0, 10);
  }

  /** Starts a new window. A pause that is going on counts as beginning with its last packet. */
  mark(at: number): void {
    this.#base = this.#highest ?? 0;
    this.#lastAt ??= at;
    this.#packets = 0;
    this.#duplicates = 0;
    this.#reordered = 0;
    this.#largestGap = 0;
    this.#gaps = [];
    this.#delayMin = Infinity;
    this.#delayMax = -Infinity;
    this.#delaySum = 0;
  }

  stats(now: number): ArrivalStats {
    const expected = this.#highest === undefined ? 0 : Math.max(0, this.#highest - this.#base);
    const open = this.#lastAt === undefined ? 0 : now - this.#lastAt;
    const gaps = open > notableGapMs ? [...this.#gaps, open].sort((a, b) => b - a) : this.#gaps;
    return {
      packets: this.#packets,
      lost: Math.max(0, expected - this.#packets),
      duplicates: this.#duplicates,
      reordered: this.#reordered,
      largestGapMs: round(Math.max(this.#largestGap, open)),
      gapsMs: gaps.slice(0, 10).map(round),
      jitterMs: round(this.#jitter),
      delayMs:
        this.#packets === 0
          ? null
          : {
              min: round(this.#delayMin),
              mean: round(this.#delaySum / this.#packets),
              max: round(this.#delayMax),
            },
    };
  }
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
