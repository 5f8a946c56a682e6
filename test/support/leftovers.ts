import { readdir, readFile, readlink } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';

/** `proto local-address:port` of every listening TCP and bound UDP socket of this machine. */
export async function listeners(): Promise<string[]> {
  const found: string[] = [];
  for (const [proto, listening] of [
    ['tcp', '0A'],
    ['tcp6', '0A'],
    ['udp', '07'],
    ['udp6', '07'],
  ] as const) {
    const text = await readFile(`/proc/net/${proto}`, 'utf8').catch(() => '');
    for (const line of text.split('\n').slice(1)) {
      const [, local, , state] = line.trim().split(/\s+/);
      if (local && state === listening) found.push(`${proto} ${local}`);
    }
  }
  return found.sort();
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
