import { networkInterfaces } from 'node:os';
import { messageOf, run } from '../base/index.ts';
import { localErrors } from './local-errors.ts';
import type { LocalState } from './state.ts';

export type OwnNetwork = NonNullable<LocalState['network']>;

/** Makes a veth pair `<name>0`/`<name>1` whose first end has the address. @throws LOCAL_ADDRESS_UNUSABLE */
export async function createNetwork(ip: string, network: OwnNetwork): Promise<void> {
  const peer = peerName(network.interface);
  const commands = [
    `link add ${network.interface} type veth peer name ${peer}`,
    `addr add ${network.address}/32 dev ${network.interface}`,
    `link set ${network.interface} up`,
    `link set ${peer} up`,
  ];
  try {
    await run(ip, ['-batch', '-'], { input: `${commands.join('\n')}\n`, timeoutMs: 10_000 });
  } catch (cause) {
    throw localErrors.make(
      'LOCAL_ADDRESS_UNUSABLE',
      `the interface ${network.interface} with ${network.address} could not be made: ${messageOf(cause)}`,
      {
        hint: `if ${network.interface} was left by something else, remove it with: ip link del ${network.interface}; or set target.address to primary`,
        cause,
      },
    );
  }
}

/** Removes the pair if it is still the one that was made; true when it was there. */
export async function removeNetwork(ip: string, network: OwnNetwork): Promise<boolean> {
  if (!hasNetwork(network)) return false;
  await run(ip, ['link', 'del', network.interface], { timeoutMs: 10_000 });
  return true;
}

/** By name and address: an interface that somebody else made under that name is left alone. */
export function hasNetwork(network: OwnNetwork): boolean {
  const entries = networkInterfaces()[network.interface] ?? [];
  return entries.some((entry) => entry.address === network.address);
}

function peerName(name: string): string {
  return name.endsWith('0') ? `${name.slice(0, -1)}1` : `${name}p`;
}
