import { cancelSfuDrain, cordonSfu, drainSfu, type DrainSfuReport } from '@stoa/toolkit/admin';
import { defineCommand } from '../command-spec.ts';
import { wholeNumber } from '../parse-values.ts';
import { adminOptions, withAdmin, type AdminOptions } from '../with-admin.ts';

interface Options extends AdminOptions {
  readonly timeout: number;
  readonly cancel?: boolean;
  readonly uncordon?: boolean;
}

export const command = defineCommand<Options>({
  description:
    'Moves every room of an SFU to another one without a break: everybody publishes and receives there before the old ' +
    'SFU is left, and a room moves whole or not at all. The SFU takes no new sessions from then on. Refused, before ' +
    'anything is moved, when the other SFUs have no room for the rooms. Ctrl-C cancels: rooms that have not moved ' +
    'stay, moved ones are not brought back, and the SFU takes sessions again. A session backend that dies meanwhile ' +
    'leaves the drain to another one.',
  arguments: [{ name: '<name>', description: 'the SFU, as `stoa status` names it' }],
  options: [
    ...adminOptions,
    {
      flags: '--timeout <seconds>',
      description: 'how long rooms that cannot be moved at once are tried again',
      default: 120,
      parse: wholeNumber(1),
    },
    { flags: '--cancel', description: 'stop a drain that is under way' },
    { flags: '--uncordon', description: 'let the SFU take sessions again once it is empty' },
  ],
  examples: [
    { command: 'stoa drain sfu janus-0', meaning: 'empty an SFU, to restart or remove it' },
    { command: 'stoa drain sfu janus-0 --cancel', meaning: 'stop that, from another terminal' },
  ],
  run: async (context, [sfu = ''], { timeout, cancel, uncordon, ...place }) => {
    const report = await withAdmin(context, place, async ({ clients, keep }) => {
      const { signal } = context.io;
      const end = cancel
        ? await cancelSfuDrain(clients, sfu)
        : await context.follow(drainSfu(clients, { sfu, timeoutMs: timeout * 1_000, signal, keep }));
      if (uncordon) await cordonSfu(clients, { sfu, cordoned: false });
      return end;
    });
    context.print(report, () => describe(report));
  },
});

function describe(report: DrainSfuReport): string {
  const { sfu, outcome, rooms, participants, gapMs, cordoned, evidence } = report;
  const { moved, ended, kept } = rooms;
  const state = cordoned === false ? 'takes sessions again' : `is cordoned: stoa uncordon sfu ${sfu}`;
  const what = outcome === 'drained' ? 'is empty' : `${state}; the drain was cancelled`;
  const lines = [
    `${sfu} ${what}`,
    `${moved} rooms moved with ${participants} participants, ${ended} ended by themselves, ${kept} stayed`,
  ];
  const pauses = (['audio', 'video'] as const).flatMap((kind) => {
    const gap = gapMs[kind];
    return gap ? [`${kind} ${gap.p50} ms (median), ${gap.max} ms at most`] : [];
  });
  if (pauses.length > 0) lines.push(`longest pauses: ${pauses.join('; ')}`);
  if (evidence !== null) lines.push(`stoa evidence show ${evidence}`);
  return lines.join('\n');
}
