import { readdir, readFile, readlink } from 'node:fs/promises';
import type { PortUse } from './model.ts';

export interface PortHolder {
  readonly pid: number;
  readonly name: string;
}

const listening = '0A';
const everyAddress = /^0+$/;

/** The process that holds a port; undefined when it belongs to another user and we may not look. */
export async function findPortHolder(use: PortUse): Promise<PortHolder | undefined> {
  const tables = await Promise.all(
    [use.proto, `${use.proto}6`].map((table) => readFile(`/proc/net/${table}`, 'utf8').catch(() => '')),
  );
  const inodes = new Set(tables.flatMap((table) => socketInodes(table, use)));
  return inodes.size === 0 ? undefined : await findInodeOwner(inodes);
}

/** Inodes of the sockets in a `/proc/net/{tcp,udp}[6]` table that stand in the way of a port (proc_net(5)). */
export function socketInodes(table: string, use: Pick<PortUse, 'proto' | 'address' | 'first'>): string[] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => {
      const [address = '', port = ''] = (fields[1] ?? '').split(':');
      if (Number.parseInt(port, 16) !== use.first) return false;
      if (use.proto === 'tcp' && fields[3] !== listening) return false;
      return everyAddress.test(address) || address.endsWith(hexAddress(use.address));
    })
    .flatMap((fields) => fields[9] ?? []);
}

/** The kernel prints addresses as 32-bit words of the machine's byte order; Linux on our platforms is little-endian. */
function hexAddress(address: string): string {
  return address
    .split('.')
    .reverse()
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}

async function findInodeOwner(inodes: ReadonlySet<string>): Promise<PortHolder | undefined> {
  const links = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (await hasOpen(pid, links)) return { pid: Number(pid), name: await programName(pid) };
  }
  return undefined;
}

async function hasOpen(pid: string, links: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const fds = await readdir(folder).catch(() => []);
  const targets = await Promise.all(fds.map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
  return targets.some((target) => links.has(target));
}

async function programName(pid: string): Promise<string> {
  return (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '?')).trim();
}
