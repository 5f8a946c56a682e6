import { networkInterfaces } from 'node:os';
import { run } from '@stoa/toolkit/base';

/** An address that SFU, relay and participants can use for media without leaving this machine. */
export interface MediaAddress extends AsyncDisposable {
  readonly address: string;
  /** The veth interface, or null where the machine's own address is used. */
  readonly device: string | null;
}

export interface MediaAddressOptions {
  /** Name of the veth interface to make, at most 14 characters; its peer gets `p` behind it. */
  readonly device: string;
  /** Address of the loopback network, like 127.88.4.1. */
  readonly address: string;
}

/** Options with a name and an address of this process's own, so that suites that run side by side do not meet. */
export function ownMediaAddress(prefix: string, network: string, index = 0): MediaAddressOptions {
  return {
    device: `${prefix}${process.pid.toString(36)}${index}`.slice(-14),
    address: `${network}.${((process.pid * 2 + index) % 250) + 1}`,
  };
}

function primaryAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const found = all.find((one) => one.family === 'IPv4' && !one.internal);
  if (!found) throw new Error('this machine has no IPv4 address beside loopback');
  return found.address;
}

/**
 * Janus gathers no address of a LOOPBACK interface, so as root a veth pair carries an address out of 127/8; nothing
 * leaves the machine. Without root the machine's primary address has to do.
 */
export async function openMediaAddress(options: MediaAddressOptions): Promise<MediaAddress> {
  if (process.getuid?.() !== 0) {
    return { address: primaryAddress(), device: null, [Symbol.asyncDispose]: async () => {} };
  }
  const { device, address } = options;
  const peer = `${device}p`;
  const remove = async () => {
    await run('ip', ['link', 'delete', device], { okCodes: [0, 1] });
  };
  await remove();
  await run('ip', ['link', 'add', device, 'type', 'veth', 'peer', 'name', peer]);
  try {
    await run('ip', ['address', 'add', `${address}/32`, 'dev', device]);
    await run('ip', ['link', 'set', device, 'up']);
    await run('ip', ['link', 'set', peer, 'up']);
  } catch (error) {
    await remove();
    throw error;
  }
  return { address, device, [Symbol.asyncDispose]: remove };
}
