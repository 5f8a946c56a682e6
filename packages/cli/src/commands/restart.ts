import { restartLocal, type RestartReport } from '@stoa/toolkit/local';
import { accessOptions, type ClusterOptions } from '../cluster/with-cluster.ts';
import { defineCommand } from '../command-spec.ts';
import { placeOptions, type PlaceOptions } from '../local-platform.ts';
import { locate } from '../locate.ts';
import { parseDuration } from '../parse-values.ts';

interface Options extends PlaceOptions, ClusterOptions {
  readonly rolling?: boolean;
  /** Milliseconds. */
  readonly timeout?: number;
}

export const command = defineCommand<Options>({
  description:
    'Restarts components of the platform. On this machine with --rolling one after the other: a session backend first ' +
    'hands its participants over to the others, so that no call is cut and no message lost; without, all at once, and ' +
    'participants resume when they can. On a cluster new pods take the place of the old ones, always rolling: each pod ' +
    'empties itself before it stops, and the next workload follows once the one before is ready.',
  arguments: [
    { name: '[component...]', description: 'as `stoa status` names them (default: all session backends)' },
  ],
  options: [
    ...placeOptions,
    { flags: '--rolling', description: 'one after the other, calls move first' },
    {
      flags: '--timeout <time>',
      description:
        'how long a component may take to end, and to be ready again; default: 60s, on a cluster 10 min and the longest ' +
        'drain of the config',
      parse: parseDuration,
    },
    ...accessOptions,
  ],
  examples: [
    { command: 'stoa restart --rolling', meaning: 'all session backends, without cutting a call' },
    { command: 'stoa restart meet-0 --rolling', meaning: 'one of them' },
    {
      command: 'stoa restart coturn',
      meaning:
        'the TURN server; here relayed media stops until clients cure it, on a cluster it drains first',
    },
  ],
  run: async (context, components, { rolling, timeout, ...options }) => {
    const place = await locate(context, options);
    const wanted = { components, ...(timeout === undefined ? {} : { timeoutMs: timeout }) };
    if (place.on === 'cluster') {
      const { restartOnCluster } = await import('../cluster/restart-cluster.ts');
      await restartOnCluster(context, place.loaded, options, wanted);
      return;
    }
    const { baseDir, stateDir } = place;
    const { signal } = context.io;
    const report = await context.follow(
      restartLocal({ baseDir, stateDir, ...wanted, rolling: rolling ?? false, signal }),
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
