import { setTimeout as delay } from 'node:timers/promises';
import {
  statusPlatform,
  type Cluster,
  type ClusterComponent,
  type ClusterStatus,
} from '@stoa/toolkit/cluster';
import type { CommandContext } from '../context.ts';
import { isFancy } from '../io.ts';
import { formatTable, oneLine, type Paint, type Style } from '../printers/index.ts';
import { cordonLines } from '../status-text.ts';

const styles: Readonly<Record<ClusterStatus['state'], Style>> = {
  running: 'green',
  degraded: 'yellow',
  absent: 'dim',
};

export interface WatchOptions {
  readonly watch?: boolean;
  readonly interval: number;
}

/** Prints the status once, or again and again until the signal fires; gives the exit code. */
export async function showStatus(
  context: CommandContext,
  cluster: Cluster,
  { watch, interval }: WatchOptions,
): Promise<number> {
  const { io, format } = context;
  if (!watch) {
    const status = await statusPlatform(cluster, io.signal);
    context.print(status, () => formatClusterStatus(status, context.paint));
    return status.state === 'running' ? 0 : 5;
  }
  const redraw = isFancy(io.stdout, io.env) && (format === 'text' || format === 'wide');
  while (!io.signal.aborted) {
    const status = await statusPlatform(cluster, io.signal);
    const text = () => formatClusterStatus(status, context.paint);
    context.printItem(status, () => `${redraw ? '\u001B[H\u001B[2J' : ''}${text()}`);
    await delay(interval, undefined, { signal: io.signal }).catch(() => {});
  }
  return 0;
}

export function formatClusterStatus(status: ClusterStatus, paint: Paint): string {
  const { platform, namespace, state, revision, components, sfus } = status;
  const lines = [`${paint('bold', platform)} in ${namespace}: ${paint(styles[state], state)}`];
  if (!revision) return `${lines[0]}\napply it with: stoa apply, or stoa up\n`;
  const { at, by } = revision;
  lines.push(
    `revision ${revision.revision} (${revision.state}), ${at.replace(/\.\d+/, '')}${by === '' ? '' : `, by ${oneLine(by)}`}`,
  );
  const cordoned = cordonLines(sfus, paint).map((line) => `\n${line}`);
  return `${lines.join('\n')}\n\n${formatTable(columns(paint), components)}${cordoned.join('')}`;
}

function columns(paint: Paint) {
  return [
    { title: 'KIND', value: ({ ref }: ClusterComponent) => ref.kind },
    { title: 'NAMESPACE', value: ({ ref }: ClusterComponent) => ref.namespace },
    { title: 'NAME', value: ({ ref }: ClusterComponent) => ref.name },
    {
      title: 'PODS',
      value: ({ pods }: ClusterComponent) => (pods ? `${pods.ready}/${pods.wanted}` : undefined),
      align: 'right' as const,
    },
    {
      title: 'STATE',
      value: ({ state }: ClusterComponent) => state,
      paint: (cell: string, { state }: ClusterComponent) =>
        paint(state === 'current' ? 'green' : state === 'in-progress' ? 'yellow' : 'red', cell),
    },
    { title: 'WHY', value: ({ message }: ClusterComponent) => oneLine(message) },
  ];
}
