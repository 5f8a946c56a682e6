import { restartLocal, type RestartReport } from '@stoa/toolkit/local';
import { defineCommand } from '../command-spec.ts';
import { findPlace, placeOptions, type PlaceOptions } from '../local-platform.ts';
import { wholeNumber } from '../parse-values.ts';

interface Options extends PlaceOptions {
  readonly rolling?: boolean;
  readonly timeout: number;
}

export const command = defineCommand<Options>({
  description:
    'Restarts components of the platform on this machine. With --rolling one after the other: a session backend first ' +
    'hands its participants over to the others, so that no call is cut and no message lost; without, all at once, and ' +
    'participants resume when they can.',
  arguments: [
    { name: '[component...]', description: 'as `stoa status` names them (default: all session backends)' },
  ],
  options: [
    ...placeOptions,
    { flags: '--rolling', description: 'one after the other, calls move first' },
    {
      flags: '--timeout <seconds>',
      description: 'how long a component may take to end, and to be ready again',
      default: 60,
      parse: wholeNumber(1),
    },
  ],
  examples: [
    { command: 'stoa restart --rolling', meaning: 'all session backends, without cutting a call' },
    { command: 'stoa restart meet-0 --rolling', meaning: 'one of them' },
    { command: 'stoa restart coturn', meaning: 'the TURN server; relayed media stops until clients cure it' },
  ],
  run: async (context, components, { rolling, timeout, ...place }) => {
    const where = await findPlace(context, place);
    const report = await context.follow(
      restartLocal({
        ...where,
        components,
        rolling: rolling ?? false,
        timeoutMs: timeout * 1_000,
        signal: context.io.signal,
      }),
    );
    context.print(report, () => describe(report));
  },
});

function describe({ components, evidence }: RestartReport): string {
  const lines = components.map(
    ({ name, stopMs, startMs }) =>
      `restarted ${name}: gone after ${stopMs} ms, ready again after ${startMs} ms`,
  );
  for (const { id, ok } of evidence)
    lines.push(`${ok ? 'no call cut' : 'calls were cut'}: stoa evidence show ${id}`);
  return lines.join('\n');
}
