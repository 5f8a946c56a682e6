import type { SfuView } from '@stoa/toolkit/admin';
import type { ComponentStatus, PlatformStatus } from '@stoa/toolkit/local';
import { formatTable, oneLine, type Column, type Paint, type Style } from './printers/index.ts';

const stateStyles: Readonly<Record<PlatformStatus['state'], Style>> = {
  running: 'green',
  degraded: 'yellow',
  unsupervised: 'red',
  stopped: 'dim',
};

/** The platform's state for people; `wide` adds ports and the probes' words. */
export function formatStatus(status: PlatformStatus, paint: Paint, wide: boolean): string {
  const { state, platform, components, mediaAddress, urls, stateDir } = status;
  const lines = [`${paint('bold', platform ?? stateDir)}: ${paint(stateStyles[state], state)}`];
  if (state === 'stopped') return `${lines[0]}\nstart it with: stoa up\n`;
  if (state === 'unsupervised') lines.push('its supervisor was killed: stoa up or stoa down puts that right');
  if (mediaAddress) lines.push(`media on ${mediaAddress}`);
  if (urls) lines.push([...urls.http, ...urls.https].join('  '));
  const problems = components.flatMap(({ name, probe }) =>
    probe.message === null ? [] : [`${paint('yellow', name)}: ${oneLine(probe.message)}`],
  );
  const missing = status.missing.map(
    ({ message, command }) => `${oneLine(message)}; add it with: ${command}`,
  );
  const cordoned = cordonLines(status.sfus, paint);
  const table = formatTable(columns(paint, wide), components);
  return `${lines.join('\n')}\n\n${table}${[...problems, ...cordoned, ...missing].map((line) => `\n${line}`).join('')}`;
}

/** A line for each SFU that takes no new sessions. */
export function cordonLines(sfus: readonly SfuView[], paint: Paint): string[] {
  return sfus.flatMap(({ name, cordoned, draining }) => {
    if (draining) return [`${paint('yellow', name)} is being drained`];
    return cordoned ? [`${paint('yellow', name)} is cordoned; undo it with: stoa uncordon sfu ${name}`] : [];
  });
}

function columns(paint: Paint, wide: boolean): Column<ComponentStatus>[] {
  const all: Column<ComponentStatus>[] = [
    { title: 'COMPONENT', value: ({ name }) => name },
    { title: 'STATE', value: ({ state }) => state },
    {
      title: 'READY',
      value: ({ ready }) => (ready ? 'yes' : 'no'),
      paint: (cell, { ready }) => paint(ready ? 'green' : 'red', cell),
    },
    { title: 'PID', value: ({ pid }) => pid ?? undefined, align: 'right' },
    {
      title: 'UP',
      value: ({ uptimeMs }) => (uptimeMs === null ? undefined : formatAge(uptimeMs)),
      align: 'right',
    },
    { title: 'RESTARTS', value: ({ restarts }) => restarts, align: 'right' },
    {
      title: 'CPU',
      value: ({ cpuPercent }) => (cpuPercent === null ? undefined : `${cpuPercent.toFixed(1)} %`),
      align: 'right',
    },
    {
      title: 'MEMORY',
      value: ({ memoryBytes }) =>
        memoryBytes === null ? undefined : `${Math.round(memoryBytes / 1_048_576)} MiB`,
      align: 'right',
    },
  ];
  if (!wide) return all;
  return [
    ...all,
    { title: 'PROBE', value: ({ probe }) => `${probe.ms} ms`, align: 'right' },
    {
      title: 'LAST EXIT',
      value: ({ lastExit }) => formatExit(lastExit),
    },
    {
      title: 'PORTS',
      value: ({ ports }) =>
        ports
          .map(
            ({ proto, address, first, last }) =>
              `${address}:${first}${last === first ? '' : `-${last}`}/${proto}`,
          )
          .join(' '),
    },
  ];
}

function formatExit(exit: ComponentStatus['lastExit']): string | undefined {
  return exit === null ? undefined : `${exit.signal ?? `code ${exit.code}`} ${exit.at}`;
}

/** `45s`, `12m`, `3h`, `8d`: only the largest unit, as a column has little room. */
export function formatAge(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}
