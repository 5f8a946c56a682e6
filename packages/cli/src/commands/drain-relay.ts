import { drainRelay, undoRelayDrain, type DrainRelayReport } from '@stoa/toolkit/local';
import { defineCommand } from '../command-spec.ts';
import { findPlace, placeOptions, type PlaceOptions } from '../local-platform.ts';
import { wholeNumber } from '../parse-values.ts';

interface Options extends PlaceOptions {
  readonly timeout: number;
  readonly undo?: boolean;
}

export const command = defineCommand<Options>({
  description:
    'Takes a relay out of service before it is restarted or removed: nobody gets it any more, and everybody in a call ' +
    'takes a path over another relay while media still runs over this one. Waits until nobody uses it, or the time is ' +
    'over. Needs turn.replicas of 2 or more. For platforms on this machine: on a cluster the pod of a relay does it before ' +
    'it stops, so `stoa restart` alone is enough.',
  arguments: [{ name: '<name>', description: 'the relay, as `stoa status` names it' }],
  options: [
    ...placeOptions,
    {
      flags: '--timeout <seconds>',
      description: 'how long people and allocations are waited for',
      default: 60,
      parse: wholeNumber(1),
    },
    { flags: '--undo', description: 'give the relay out again' },
  ],
  examples: [
    { command: 'stoa drain relay coturn-0', meaning: 'before `stoa restart coturn-0`' },
    { command: 'stoa drain relay coturn-0 --undo', meaning: 'after it' },
  ],
  run: async (context, [relay = ''], { timeout, undo, ...place }) => {
    const where = { ...(await findPlace(context, place)), relay };
    const report = undo
      ? await undoRelayDrain(where)
      : await context.follow(drainRelay({ ...where, timeoutMs: timeout * 1_000, signal: context.io.signal }));
    context.print(report, () => describe(report));
  },
});

function describe({ relay, outcome, people, allocations, evidence }: DrainRelayReport): string {
  if (outcome === 'undone') return `${relay} is given out again`;
  const what = outcome === 'drained' ? 'nobody uses it any more' : 'not everybody has left it';
  return [
    `${relay}: ${what}`,
    `${people.moved} of ${people.told} participants use another relay, ${people.gone} ended first; ${allocations.after ?? '?'} allocations left`,
    `next: stoa restart ${relay}, then stoa drain relay ${relay} --undo`,
    ...(evidence === null ? [] : [`stoa evidence show ${evidence}`]),
  ].join('\n');
}
