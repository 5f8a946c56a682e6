import { readdir, readFile, readlink } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';

export interface PortRange {
  readonly proto: 'tcp' | 'udp';
  readonly first: number;
  readonly last: number;
}

/** `proto port` of every listening TCP and bound UDP socket of this machine that lies in one of the ranges. */
export async function listeningOn(ranges: readonly PortRange[]): Promise<string[]> {
  const found = new Set<string>();
  for (const [proto, table, listening] of [
    ['tcp', 'tcp', '0A'],
    ['tcp', 'tcp6', '0A'],
    ['udp', 'udp', '07'],
    ['udp', 'udp6', '07'],
  ] as const) {
    const text = await readFile(`/proc/net/${table}`, 'utf8').catch(() => '');
    for (const line of text.split('\n').slice(1)) {
      const [, local, , state] = line.trim().split(/\s+/);
      const port = Number.parseInt(local?.split(':')[1] ?? '', 16);
      const ours = ranges.some((one) => one.proto === proto && port >= one.first && port <= one.last);
      if (ours && state === listening) found.add(`${proto} ${port}`);
    }
  }
  return [...found].sort();
}

/** Names of network interfaces that Stoa's local target makes. */
export async function stoaInterfaces(): Promise<string[]> {
  const names = await readdir('/sys/class/net').catch(() => Object.keys(networkInterfaces()));
  return names.filter((name) => /^stoa\d/.test(name)).sort();
}

/** Living processes whose command line or working folder lies in `folder`: `pid start-time`, sorted. */
export async function stoaProcesses(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // Fields after the parenthesised name: state is field 3, start time field 22 (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (!stat || fields[0] === 'Z') continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    if (command.includes(folder) || cwd.startsWith(folder)) found.push(`${pid} ${fields[19]}`);
  }
  return found.sort();
}
