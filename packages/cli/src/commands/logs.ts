import { readLogs, type LogLine } from '@stoa/toolkit/local';
import type { Cluster, ClusterLogOptions } from '@stoa/toolkit/cluster';
import { accessOptions, withLoaded } from '../cluster/with-cluster.ts';
import type { CommandContext } from '../context.ts';
import { defineCommand, fileOption } from '../command-spec.ts';
import { stateDirOption, type PlaceOptions } from '../local-platform.ts';
import { locate } from '../locate.ts';
import { wholeNumber } from '../parse-values.ts';
import { printable } from '../printers/index.ts';

interface Options extends PlaceOptions {
  readonly follow?: boolean;
  readonly lines: number;
  readonly kubeconfig?: string;
  readonly context?: string;
}

export const command = defineCommand<Options>({
  description:
    'Prints the logs of the platform, of all components in order of time: on this machine, or of its pods on a cluster.',
  arguments: [
    {
      name: '[component]',
      description:
        'only this one, as `stoa status` names it; on a cluster a pod, or what its name begins with',
    },
  ],
  options: [
    { ...fileOption, flags: '--file <path>' },
    stateDirOption,
    { flags: '-f, --follow', description: 'go on until Ctrl-C' },
    {
      flags: '-n, --lines <number>',
      description: 'how many of the last lines',
      default: 100,
      parse: wholeNumber(0),
    },
    ...accessOptions,
  ],
  examples: [
    { command: 'stoa logs', meaning: 'the last 100 lines of everything' },
    { command: 'stoa logs -f meet-0', meaning: 'one component as it goes' },
    { command: 'stoa logs -n 1000 -o jsonl', meaning: 'for another program' },
  ],
  run: async (context, [component], { follow, lines, ...place }) => {
    const found = await locate(context, place);
    const wanted = { ...(component === undefined ? {} : { component }), lines, signal: context.io.signal };
    if (found.on === 'cluster') {
      await withLoaded(context, found.loaded, place, (cluster) =>
        showClusterLogs(context, cluster, wanted, follow),
      );
      return;
    }
    const { baseDir, stateDir } = found;
    await showLogs(context, wanted, follow ?? false, (following) =>
      readLogs({ baseDir, stateDir, ...wanted, follow: following }),
    );
  },
});

async function showClusterLogs(
  context: CommandContext,
  cluster: Cluster,
  wanted: ClusterLogOptions,
  follow = false,
): Promise<void> {
  const { followClusterLogs, readClusterLogs } = await import('@stoa/toolkit/cluster');
  await showLogs(context, wanted, follow, async function* read(following) {
    if (following) yield* followClusterLogs(cluster, wanted);
    else yield* await readClusterLogs(cluster, wanted);
  });
}

async function showLogs(
  { io, paint, format, print, printItem }: CommandContext,
  { component }: ClusterLogOptions,
  follow: boolean,
  read: (follow: boolean) => AsyncGenerator<LogLine, void, void>,
): Promise<void> {
  if (!follow && (format === 'json' || format === 'yaml')) {
    const all: LogLine[] = [];
    for await (const item of read(false)) all.push(item);
    print(all, () => '');
    return;
  }
  for await (const item of read(follow)) {
    if (io.signal.aborted) break;
    printItem(item, () => {
      const line = io.stdout.isTTY ? printable(item.line) : item.line;
      return component === undefined ? `${paint('cyan', item.component.padEnd(10))} ${line}\n` : `${line}\n`;
    });
  }
}
