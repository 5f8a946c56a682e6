import { sleep } from '@stoa/toolkit/base';
import type { LiveCall } from '@stoa/toolkit/probe';
import { expect } from 'vitest';

/** The worst of all streams of a call since its last mark. */
export interface Worst {
  readonly gapMs: number;
  readonly lost: number;
  readonly streams: number;
}

export function worstOf(call: LiveCall): Worst {
  const streams = call.participants.flatMap(({ synthetic }) => synthetic.stats().streams);
  return {
    gapMs: Math.max(...streams.map(({ largestGapMs }) => largestGapMs)),
    lost: streams.reduce((sum, { lost }) => sum + lost, 0),
    streams: streams.length,
  };
}

/** The largest gap of a quiet time: what this machine does by itself. Starts a new window. */
export async function quietGap(call: LiveCall, ms = 2_500): Promise<number> {
  await sleep(1_000);
  call.mark();
  await sleep(ms);
  const { gapMs } = worstOf(call);
  call.mark();
  return gapMs;
}

/** Everybody talks until it is stopped; then gives what was said and acknowledged. */
export function startTalking(call: LiveCall, everyMs = 50): () => Promise<string[]> {
  const over = new AbortController();
  const said: string[] = [];
  const talkers = call.participants.map(async ({ name, synthetic }) => {
    for (let index = 0; !over.signal.aborted; index += 1) {
      const text = `${name} ${index}`;
      await synthetic.chat(text);
      said.push(text);
      await sleep(everyMs);
    }
  });
  return async () => {
    over.abort();
    await Promise.all(talkers);
    return said;
  };
}

/** Everybody has every message, once, and those of each person in the order of saying. */
export async function expectChat(call: LiveCall, said: readonly string[]): Promise<void> {
  const seenBy = () =>
    call.participants.map(({ synthetic }) => synthetic.view.chat.map(({ text }) => text).toSorted());
  const all = said.toSorted();
  await expect.poll(seenBy, { timeout: 5_000 }).toEqual(call.participants.map(() => all));
  expect(new Set(all).size).toBe(all.length);
  for (const { synthetic } of call.participants) {
    for (const { name } of call.participants) {
      const own = (texts: readonly string[]) => texts.filter((text) => text.startsWith(`${name} `));
      expect(own(synthetic.view.chat.map(({ text }) => text))).toEqual(own(said));
    }
  }
}
