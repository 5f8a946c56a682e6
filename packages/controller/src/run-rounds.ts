import { messageOf, sleep } from '@stoa/toolkit/base';
import type { Outcome } from './keep-costs.ts';

export type Entry = Readonly<Record<string, unknown>>;

export interface RoundsInput {
  readonly round: () => Promise<readonly Outcome[]>;
  readonly periodMs: number;
  readonly signal: AbortSignal;
  /** Hears what is worth a line in the log. */
  readonly say: (entry: Entry) => void;
}

/**
 * Round after round until the signal fires. A round that fails is told of and followed by the next one; only the first
 * one has to succeed, so that a wrong role or address shows at once. @throws whatever the first round throws
 */
export async function runRounds({ round, periodMs, signal, say }: RoundsInput): Promise<void> {
  let silent = tell(await round(), new Set(), say);
  for (;;) {
    await sleep(periodMs, signal).catch(() => {});
    if (signal.aborted) return;
    try {
      silent = tell(await round(), silent, say);
    } catch (error) {
      say({ level: 'error', msg: 'a round failed', reason: messageOf(error) });
    }
  }
}

/** @returns the pods that do not answer, each of which is told of once */
function tell(
  outcomes: readonly Outcome[],
  before: ReadonlySet<string>,
  say: RoundsInput['say'],
): ReadonlySet<string> {
  const silent = new Set<string>();
  for (const outcome of outcomes) {
    const { pod, type } = outcome;
    if (type === 'changed')
      say({ level: 'info', msg: 'cost changed', pod, from: outcome.from ?? null, to: outcome.to });
    if (type !== 'silent') continue;
    silent.add(pod);
    if (!before.has(pod))
      say({ level: 'warn', msg: 'the pod does not tell its people', pod, reason: outcome.reason });
  }
  return silent;
}
