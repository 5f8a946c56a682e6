import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect } from 'vitest';
import type { SyntheticParticipant } from '../../packages/toolkit/src/probe/index.ts';

/** Everybody hears and sees everybody. */
export async function everybodyReceives(people: readonly SyntheticParticipant[]): Promise<void> {
  const missing = () =>
    people.flatMap((a) =>
      people.flatMap((b) =>
        a === b ? [] : (['audio', 'video'] as const).filter((kind) => !a.reception.has(b.id ?? '', kind)),
      ),
    );
  await expect.poll(missing, { timeout: 20_000 }).toEqual([]);
}

export interface Figures {
  readonly lost: number;
  readonly audio: number;
  readonly video: number;
}

/** The worst of what some people received since the last mark. */
export function figures(people: readonly SyntheticParticipant[]): Figures {
  const streams = people.flatMap((person) => person.stats().streams);
  const longest = (kind: string) =>
    Math.max(...streams.filter((one) => one.kind === kind).map((one) => one.largestGapMs));
  const lost = streams.reduce((sum, one) => sum + one.lost, 0);
  return { lost, audio: longest('audio'), video: longest('video') };
}

/**
 * Runs something and says how long the event loop was held up meanwhile, ms: the participants' DTLS is in JavaScript,
 * and a pause in which this process does not read is none of the media's.
 */
export async function withLoopDelay<T>(work: () => Promise<T>): Promise<{ value: T; delayMs: number }> {
  const monitor = monitorEventLoopDelay({ resolution: 5 });
  monitor.enable();
  const value = await work();
  monitor.disable();
  return { value, delayMs: Math.round(monitor.max / 1e6) };
}

export const worst = ({ audio, video }: Figures) => Math.max(audio, video);
export const mark = (people: readonly SyntheticParticipant[]) => people.forEach((person) => person.mark());
export const sfuOf = (people: readonly SyntheticParticipant[]) => people[0]?.view.sfu ?? '';

/** Figures of a run are for people; what is asserted of them is generous. */
export function print(what: string, seen: unknown): void {
  process.stdout.write(`${what}: ${JSON.stringify(seen)}\n`);
}
