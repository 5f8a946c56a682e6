import { readFile } from 'node:fs/promises';

/** UDP sockets of this machine whose local port is in the range, from a table as in /proc/net/udp (proc(5)). */
export function countUdpSockets(
  table: string,
  range: { readonly first: number; readonly last: number },
): number {
  const ports = table
    .split('\n')
    .slice(1)
    .map((line) => Number.parseInt(line.trim().split(/\s+/)[1]?.split(':')[1] ?? '', 16));
  return ports.filter((port) => port >= range.first && port <= range.last).length;
}

/** Allocations of a relay: each has a socket of its own in the relay's range (RFC 8656 §7.2). Null: cannot be told. */
export async function countAllocations(range: {
  readonly first: number;
  readonly last: number;
}): Promise<number | null> {
  const tables = await Promise.all(
    ['/proc/net/udp', '/proc/net/udp6'].map((path) => readFile(path, 'utf8').catch(() => null)),
  );
  const known = tables.filter((table) => table !== null);
  return known.length === 0 ? null : known.reduce((sum, table) => sum + countUdpSockets(table, range), 0);
}
