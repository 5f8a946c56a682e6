/** How much of the pictures a lossy connection is spared: 0 nothing, 1 the largest layer, 2 the middle one too. */
type Step = 0 | 1 | 2;

export interface PictureCap {
  readonly step: Step;
  /** Looks in a row with little loss. */
  readonly calm: number;
  /** Looks to wait before another step down: the last one has to take effect first. */
  readonly wait: number;
}

export const noCap: PictureCap = { step: 0, calm: 0, wait: 0 };

const high = 0.08;
const low = 0.02;
const calmLooks = 8;
const waitLooks = 2;
/** Most lines of a picture at each step. */
const heights = [Infinity, 360, 180] as const;

/**
 * The cap after a look at the own loss, one in two seconds: down quickly, up slowly. Pure.
 * @param loss share of the packets that were lost since the last look; null: none came
 */
export function nextCap(cap: PictureCap, loss: number | null): PictureCap {
  const wait = Math.max(0, cap.wait - 1);
  if (loss === null) return { ...cap, wait };
  if (loss >= high) {
    if (cap.wait > 0 || cap.step === 2) return { ...cap, calm: 0, wait };
    return { step: cap.step === 0 ? 1 : 2, calm: 0, wait: waitLooks };
  }
  if (loss > low || cap.step === 0) return { ...cap, calm: 0, wait };
  if (cap.calm + 1 < calmLooks) return { ...cap, calm: cap.calm + 1, wait };
  return { step: cap.step === 2 ? 1 : 0, calm: 0, wait };
}

export function heightCap({ step }: PictureCap): number {
  return heights[step];
}
