import type { LocalTarget } from '../config/index.ts';
import { localErrors } from './local-errors.ts';
import type { Facts } from './model.ts';
import { isLoopback } from '../media/index.ts';

/** What to do to have an address for media. */
export interface MediaChoice {
  readonly address: string;
  /** The address does not exist yet: put it on a veth pair. */
  readonly create: boolean;
  /** Used when the veth pair cannot be made; only for `auto`. */
  readonly fallback: string | undefined;
}

const defaultLoopback = '127.88.0.1';

/**
 * Decides on the media address. Janus (libnice) never gathers addresses of the interface `lo`, so loopback media needs
 * an interface of its own that has an address out of 127/8.
 * @throws LOCAL_NEEDS_ROOT, LOCAL_ADDRESS_UNUSABLE
 */
export function chooseMediaAddress(setting: LocalTarget['address'], facts: Facts): MediaChoice {
  const canCreate = facts.root && facts.programs.ip !== undefined;
  if (setting === 'auto') {
    if (canCreate) return { ...loopback(defaultLoopback, facts), fallback: facts.primaryAddress };
    return { address: requirePrimary(facts), create: false, fallback: undefined };
  }
  if (setting === 'primary') return { address: requirePrimary(facts), create: false, fallback: undefined };
  const wanted = setting === 'loopback' ? defaultLoopback : setting;
  const choice = loopback(wanted, facts);
  if (!choice.create) return choice;
  if (!isLoopback(wanted) || onLo(wanted, facts)) throw unusable(wanted, facts);
  if (canCreate) return choice;
  throw localErrors.make(
    'LOCAL_NEEDS_ROOT',
    `target.address ${setting} needs an interface with ${wanted}, which only root can make${facts.root ? ' with the program ip (iproute2)' : ''}`,
    { hint: 'run it as root, or set target.address to primary' },
  );
}

function loopback(address: string, facts: Facts): MediaChoice {
  const exists = facts.addresses.some((item) => item.address === address && !item.internal);
  return { address, create: !exists, fallback: undefined };
}

function onLo(address: string, facts: Facts): boolean {
  return facts.addresses.some((item) => item.address === address && item.internal);
}

function requirePrimary(facts: Facts): string {
  if (facts.primaryAddress !== undefined) return facts.primaryAddress;
  throw localErrors.make('LOCAL_ADDRESS_UNUSABLE', 'this machine has no IPv4 address besides loopback', {
    hint: 'connect it to a network, or run as root, which lets Stoa use an address of its own inside the machine',
  });
}

function unusable(address: string, facts: Facts): Error {
  const others = facts.addresses.filter((item) => !item.internal).map((item) => item.address);
  const why = onLo(address, facts)
    ? `is on the interface lo, which media servers do not use`
    : `is not an address of this machine`;
  return localErrors.make('LOCAL_ADDRESS_UNUSABLE', `target.address: ${address} ${why}`, {
    hint: `use loopback, primary${others.length > 0 ? `, or one of ${others.join(', ')}` : ''}`,
  });
}
