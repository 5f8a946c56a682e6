import { selects } from './selectors.ts';
import {
  addressesOf,
  hasAddress,
  type NetworkPolicy,
  type PolicyPeer,
  type PolicyPod,
  type PolicyWorld,
} from './types.ts';

export interface Peers {
  readonly pods: readonly PolicyPod[];
  /** Addresses and ranges; null: everyone, the world outside included. */
  readonly addresses: readonly string[] | null;
}

/** Who is meant by the `from` or `to` of a rule. Peers that are nobody at the moment are left out. */
export function peersOf(
  world: PolicyWorld,
  policy: NetworkPolicy,
  peers: readonly PolicyPeer[] | undefined,
): Peers[] {
  if (!peers || peers.length === 0) return [{ pods: world.pods.filter(hasAddress), addresses: null }];
  return peers
    .map((peer) => (peer.ipBlock ? blockPeers(world, peer.ipBlock) : podPeers(world, policy, peer)))
    .filter(({ addresses }) => addresses === null || addresses.length > 0);
}

/** Without a namespace selector only pods of the policy's own namespace are meant; without a pod selector, all. */
function podPeers(world: PolicyWorld, policy: NetworkPolicy, peer: PolicyPeer): Peers {
  const { namespaceSelector, podSelector = {} } = peer;
  const namespaces = namespaceSelector
    ? world.namespaces.filter(({ metadata }) => selects(namespaceSelector, metadata.labels))
    : [{ metadata: { name: policy.metadata.namespace } }];
  const within = new Set(namespaces.map(({ metadata }) => metadata.name));
  const pods = world.pods.filter(
    (pod) =>
      within.has(pod.metadata.namespace) && hasAddress(pod) && selects(podSelector, pod.metadata.labels),
  );
  return { pods, addresses: addressesOf(pods) };
}

function blockPeers({ pods }: PolicyWorld, block: NonNullable<PolicyPeer['ipBlock']>): Peers {
  const ranges = (block.except ?? []).reduce<Range[]>(
    (left, except) => left.flatMap((range) => without(range, parseCidr(except))),
    [parseCidr(block.cidr)],
  );
  const inside = (address: number) => ranges.some(({ first, last }) => address >= first && address <= last);
  const found = pods.filter((pod) => hasAddress(pod) && inside(parseAddress(pod.status?.podIP ?? '')));
  return { pods: found, addresses: ranges.map(formatRange) };
}

interface Range {
  readonly first: number;
  readonly last: number;
}

export function parseCidr(cidr: string): Range {
  const [address = '', bits = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(parseAddress(address) / size) * size;
  return { first, last: first + size - 1 };
}

/** What is left of a range when another one is cut out: none, one or two. */
export function without(range: Range, cut: Range): Range[] {
  if (cut.last < range.first || cut.first > range.last) return [range];
  const left = { first: range.first, last: cut.first - 1 };
  const right = { first: cut.last + 1, last: range.last };
  return [left, right].filter(({ first, last }) => first <= last);
}

/** IPv4 only: the test cluster has no other addresses. */
function parseAddress(text: string): number {
  const bytes = text.split('.').map(Number);
  if (bytes.length !== 4 || bytes.some((byte) => !(byte >= 0 && byte <= 255))) {
    throw new Error(`${text} is no IPv4 address`);
  }
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

function formatRange({ first, last }: Range): string {
  const format = (value: number) =>
    [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
  return first === last ? format(first) : `${format(first)}-${format(last)}`;
}
