import { expect, it } from 'vitest';
import type { Outcome } from './keep-costs.ts';
import { runRounds, type Entry } from './run-rounds.ts';

/** Plays rounds until there is none left; the log without its words. */
async function logOf(rounds: readonly (readonly Outcome[] | Error)[]): Promise<unknown[]> {
  const ending = new AbortController();
  const said: Entry[] = [];
  let next = 0;
  const round = async () => {
    const outcome = rounds[next++] ?? [];
    if (next >= rounds.length) ending.abort();
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  await runRounds({ round, periodMs: 1, signal: ending.signal, say: (entry) => said.push(entry) });
  return said.map(({ level, pod, reason, to }) =>
    [level, pod ?? reason, to].filter((part) => part !== undefined),
  );
}

const silent: Outcome = { pod: 'a', type: 'silent', reason: 'refused' };
const kept: Outcome = { pod: 'a', type: 'kept' };

it('tells of each change, and of nothing else', async () => {
  const changed: Outcome = { pod: 'b', type: 'changed', from: 0, to: 4 };
  expect(await logOf([[kept], [kept, changed], [kept]])).toEqual([['info', 'b', 4]]);
});

it('tells once of a pod that does not answer, and again when it had answered in between', async () => {
  expect(await logOf([[silent], [silent], [kept], [silent]])).toEqual([
    ['warn', 'a'],
    ['warn', 'a'],
  ]);
});

it('goes on after a round that fails, but not when it is the first', async () => {
  const away = new Error('the API server is away');
  expect(await logOf([[kept], away, away, [silent]])).toEqual([
    ['error', away.message],
    ['error', away.message],
    ['warn', 'a'],
  ]);
  await expect(logOf([away])).rejects.toThrow(away);
});
