import { statusLocal, watchStatus, type PlatformStatus } from '@stoa/toolkit/local';
import { accessOptions, withLoaded } from '../cluster/with-cluster.ts';
import { defineCommand } from '../command-spec.ts';
import type { CommandContext } from '../context.ts';
import { isFancy } from '../io.ts';
import { placeOptions, type PlaceOptions } from '../local-platform.ts';
import { locate } from '../locate.ts';
import { parseDuration } from '../parse-values.ts';
import { formatStatus } from '../status-text.ts';

interface Options extends PlaceOptions {
  readonly watch?: boolean;
  readonly interval: number;
  readonly kubeconfig?: string;
  readonly context?: string;
}

export const command = defineCommand<Options>({
  description:
    'Asks every component of the platform how it is: on this machine, or what was applied last on its cluster. The exit code is 0 when all are ready, else 5.',
  options: [
    ...placeOptions,
    { flags: '-w, --watch', description: 'look again and again until Ctrl-C' },
    {
      flags: '--interval <time>',
      description: 'time between two looks',
      default: 2_000,
      parse: parseDuration,
    },
    ...accessOptions,
  ],
  formats: ['wide'],
  examples: [
    { command: 'stoa status', meaning: 'the platform in this folder' },
    { command: 'stoa status -o wide', meaning: 'with ports and what the probes say' },
    { command: 'stoa status --watch -o jsonl', meaning: 'one JSON line every two seconds' },
  ],
  run: async (context, _args, options) => {
    const place = await locate(context, options);
    if (place.on === 'cluster') {
      const { showStatus } = await import('../cluster/status-cluster.ts');
      return await withLoaded(context, place.loaded, options, (cluster) =>
        showStatus(context, cluster, options),
      );
    }
    if (options.watch) return await watch(context, place, options.interval);
    const status = await statusLocal(place);
    context.print(status, () => show(context, status));
    return status.state === 'running' ? 0 : 5;
  },
});

function show(context: CommandContext, status: PlatformStatus): string {
  return formatStatus(status, context.paint, context.format === 'wide');
}

async function watch(
  context: CommandContext,
  place: { baseDir: string; stateDir: string },
  intervalMs: number,
): Promise<number> {
  const { io, format } = context;
  const redraw = isFancy(io.stdout, io.env) && (format === 'text' || format === 'wide');
  for await (const status of watchStatus({ ...place, intervalMs, signal: io.signal })) {
    // Cursor home and clear: the picture stays in place and the scroll-back is not filled.
    context.printItem(status, () => `${redraw ? '\u001B[H\u001B[2J' : ''}${show(context, status)}`);
  }
  return 0;
}
