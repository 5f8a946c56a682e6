import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { findCommand } from '../base/index.ts';
import type { Facts, MachineAddress, ProgramName, Programs } from './model.ts';

const names: readonly ProgramName[] = ['redis-server', 'janus', 'turnserver', 'setpriv', 'ip'];

/** @param overrides paths that are used instead of a search; an empty string stands for "not there" */
export async function gatherFacts(overrides: Programs = {}): Promise<Facts> {
  const addresses = machineAddresses();
  const [programs, routes] = await Promise.all([findPrograms(overrides), readRoutes()]);
  return {
    root: process.getuid?.() === 0,
    programs,
    addresses,
    primaryAddress: primaryAddress(addresses, defaultRouteInterface(routes)),
  };
}

async function findPrograms(overrides: Programs): Promise<Programs> {
  const found = await Promise.all(
    names.map(async (name) => [name, overrides[name] ?? (await findCommand(name))] as const),
  );
  return Object.fromEntries(found.filter(([, path]) => path));
}

function machineAddresses(): MachineAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, entries]) =>
    (entries ?? [])
      .filter((entry) => entry.family === 'IPv4')
      .map((entry) => ({ interface: name, address: entry.address, internal: entry.internal })),
  );
}

async function readRoutes(): Promise<string> {
  return await readFile('/proc/net/route', 'utf8').catch(() => '');
}

/** The interface of the default route with the smallest metric, from the text of `/proc/net/route`. */
export function defaultRouteInterface(routes: string): string | undefined {
  return routes
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter((fields) => fields[1] === '00000000' && fields[7] === '00000000')
    .sort((a, b) => Number(a[6]) - Number(b[6]))[0]?.[0];
}

/** Addresses that only this machine has (127/8 on a veth pair) are never the primary one. */
export function primaryAddress(
  addresses: readonly MachineAddress[],
  routeInterface: string | undefined,
): string | undefined {
  const usable = addresses.filter((item) => !item.internal && !item.address.startsWith('127.'));
  return (usable.find((item) => item.interface === routeInterface) ?? usable[0])?.address;
}
