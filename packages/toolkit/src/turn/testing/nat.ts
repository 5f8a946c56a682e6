import { findCommand, run } from '../../base/index.ts';

/**
 * A server behind a NAT, of network namespaces: client (203.0.113.2) – NAT host (203.0.113.1 | 10.91.2.1) – server
 * (10.91.2.2). The client has no route to the private net: it reaches the server by the host's DNAT only.
 * The public side must not be of a private range, or the checks for private relayed addresses could not be tested;
 * 203.0.113.0/24 is for documentation and exists nowhere but in these namespaces.
 */
export interface Nat {
  readonly client: string;
  readonly host: string;
  readonly server: string;
  readonly publicAddress: string;
  readonly privateAddress: string;
  /** Runs iptables in one of the namespaces. */
  iptables(namespace: string, ...args: string[]): Promise<void>;
  /** Runs iptables in a namespace for the time of `work`: the rule is added first (-I), then deleted. */
  withRule<T>(namespace: string, chain: string, rule: readonly string[], work: () => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}

export interface NatOptions {
  /** Ports of the server that are forwarded for UDP and TCP. */
  readonly ports: readonly number[];
  /** Relay ports that are forwarded for UDP. */
  readonly relay: { readonly min: number; readonly max: number };
}

export const publicAddress = '203.0.113.1';
export const clientAddress = '203.0.113.2';
/** A second address of the client, for rules that play a NAT on its side. */
export const clientAlias = '203.0.113.3';
export const privateAddress = '10.91.2.2';

/** Whether namespaces can be made; under CI their absence must fail the suite, so it says true there. */
export async function natAvailable(): Promise<boolean> {
  if (process.env['CI'] === 'true') return true;
  return process.getuid?.() === 0 && Boolean((await findCommand('ip')) && (await findCommand('iptables')));
}

interface Names {
  readonly client: string;
  readonly host: string;
  readonly server: string;
}

async function link(names: Names): Promise<void> {
  for (const name of Object.values(names)) {
    await run('ip', ['netns', 'add', name]);
    await run('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
  }
  const wires = [
    [names.client, 'sn-c0', `${clientAddress}/24`, names.host, 'sn-c1', `${publicAddress}/24`],
    [names.server, 'sn-s0', `${privateAddress}/24`, names.host, 'sn-s1', '10.91.2.1/24'],
  ] as const;
  for (const [left, leftDevice, leftAddress, right, rightDevice, rightAddress] of wires) {
    await run('ip', [
      'link',
      'add',
      leftDevice,
      'netns',
      left,
      'type',
      'veth',
      'peer',
      'name',
      rightDevice,
      'netns',
      right,
    ]);
    for (const [name, device, address] of [
      [left, leftDevice, leftAddress],
      [right, rightDevice, rightAddress],
    ] as const) {
      await run('ip', ['-n', name, 'address', 'add', address, 'dev', device]);
      await run('ip', ['-n', name, 'link', 'set', device, 'up']);
    }
  }
  await run('ip', ['-n', names.client, 'address', 'add', `${clientAlias}/24`, 'dev', 'sn-c0']);
  await run('ip', ['-n', names.server, 'route', 'add', 'default', 'via', '10.91.2.1']);
  await run('ip', ['netns', 'exec', names.host, 'sysctl', '-qw', 'net.ipv4.ip_forward=1']);
}

/** The rules of the NAT host: forwards what is listed, lets the server out, and nothing else through. */
function natRules({ ports, relay }: NatOptions): string[][] {
  const dnat = (protocol: string, port: string) => [
    '-t',
    'nat',
    '-A',
    'PREROUTING',
    '-d',
    publicAddress,
    '-p',
    protocol,
    '--dport',
    port,
    '-j',
    'DNAT',
    '--to-destination',
    privateAddress,
  ];
  return [
    ['-P', 'FORWARD', 'DROP'],
    ['-A', 'FORWARD', '-m', 'conntrack', '--ctstate', 'ESTABLISHED,RELATED', '-j', 'ACCEPT'],
    ['-A', 'FORWARD', '-m', 'conntrack', '--ctstate', 'DNAT', '-j', 'ACCEPT'],
    ['-A', 'FORWARD', '-i', 'sn-s1', '-j', 'ACCEPT'],
    ...ports.flatMap((port) => [dnat('udp', String(port)), dnat('tcp', String(port))]),
    dnat('udp', `${relay.min}:${relay.max}`),
    ['-t', 'nat', '-A', 'POSTROUTING', '-s', '10.91.2.0/24', '-o', 'sn-c1', '-j', 'MASQUERADE'],
  ];
}

/** Builds the namespaces and their rules; remove() takes everything away again. */
export async function createNat(options: NatOptions): Promise<Nat> {
  const names = { client: 'stoatn-c', host: 'stoatn-h', server: 'stoatn-s' };
  const iptables = async (namespace: string, ...args: string[]) => {
    await run('ip', ['netns', 'exec', namespace, 'iptables', '-w', ...args]);
  };
  const remove = async () => {
    for (const name of Object.values(names)) await run('ip', ['netns', 'del', name], { okCodes: [0, 1] });
  };
  // What an interrupted run has left.
  await remove();
  try {
    await link(names);
    for (const rule of natRules(options)) await iptables(names.host, ...rule);
  } catch (error) {
    await remove();
    throw error;
  }
  const withRule: Nat['withRule'] = async (namespace, chain, rule, work) => {
    const table = rule[0] === '-t' ? rule.slice(0, 2) : [];
    const rest = rule.slice(table.length);
    await iptables(namespace, ...table, '-I', chain, ...rest);
    try {
      return await work();
    } finally {
      await iptables(namespace, ...table, '-D', chain, ...rest);
    }
  };
  return { ...names, publicAddress, privateAddress, iptables, withRule, remove };
}
