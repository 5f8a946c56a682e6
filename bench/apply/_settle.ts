import { cpus } from 'node:os';
import { sleep } from '@stoa/toolkit/base';

const lookMs = 500;
const quiet = 0.9;
const longestMs = 20_000;

/**
 * Waits until the machine has nothing more to do: the controllers have come to an end with what the step before made.
 * Else the tool that comes next pays for it. After 20 s it goes on as it is.
 */
export async function settle(): Promise<void> {
  const until = performance.now() + longestMs;
  let before = times();
  while (performance.now() < until) {
    await sleep(lookMs);
    const now = times();
    if ((now.idle - before.idle) / (now.all - before.all) >= quiet) return;
    before = now;
  }
}

function times(): { readonly idle: number; readonly all: number } {
  const each = cpus().map(({ times: { idle, user, nice, sys, irq } }) => ({
    idle,
    all: idle + user + nice + sys + irq,
  }));
  return each.reduce((sum, one) => ({ idle: sum.idle + one.idle, all: sum.all + one.all }));
}
