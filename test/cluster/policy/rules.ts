import { peersOf } from './peers.ts';
import { portsOf } from './ports.ts';
import { selects } from './selectors.ts';
import { addressesOf, hasAddress, type NetworkPolicy, type PolicyPod, type PolicyWorld } from './types.ts';

/**
 * The nftables rules that enforce all policies of a cluster, the same on every node: what a packet may do depends on
 * its two addresses alone. Services are no matter here: when a packet is forwarded, its address is already that of a
 * pod. Written as one transaction that replaces the table.
 */
export function policyRuleset(world: PolicyWorld): string {
  const egress = direction(world, 'Egress');
  const ingress = direction(world, 'Ingress');
  return `table inet stoa_policy
delete table inet stoa_policy
table inet stoa_policy {
${egress.chain}${ingress.chain}  chain forward {
    type filter hook forward priority 0; policy accept;
    ct state established,related accept
${egress.jump}${ingress.jump}  }
  chain input {
    type filter hook input priority 0; policy accept;
    ct state established,related accept
${egress.jump}  }
}
`;
}

type Direction = 'Ingress' | 'Egress';

/** A pod that a policy selects is closed but for what the rules of all its policies allow: policies add up. */
function direction(world: PolicyWorld, type: Direction): { chain: string; jump: string } {
  const policies = world.policies.filter((policy) => typesOf(policy).includes(type));
  const closed = new Set(policies.flatMap((policy) => addressesOf(selectedBy(world, policy))));
  if (closed.size === 0) return { chain: '', jump: '' };
  const allowed = new Set(policies.flatMap((policy) => rulesOf(world, policy, type)));
  // Nobody keeps a pod from reaching itself, by its Service for instance.
  for (const address of closed) allowed.add(rule([address], [address], ''));
  const name = type.toLowerCase();
  const lines = [...allowed].sort().map((match) => `    ${match} return\n`);
  // A word instead of silence: a test of what is forbidden need not wait for a timeout.
  const chain = `  chain ${name} {\n${lines.join('')}    reject with icmpx admin-prohibited\n  }\n`;
  const own = type === 'Ingress' ? rule(null, [...closed], '') : rule([...closed], null, '');
  return { chain, jump: `    ${own} jump ${name}\n` };
}

/** Absent types mean Ingress, and Egress too when there are egress rules (NetworkPolicySpec). */
function typesOf({ spec }: NetworkPolicy): readonly Direction[] {
  return spec.policyTypes ?? (spec.egress ? ['Ingress', 'Egress'] : ['Ingress']);
}

function selectedBy({ pods }: PolicyWorld, { metadata, spec }: NetworkPolicy): PolicyPod[] {
  return pods.filter(
    (pod) =>
      pod.metadata.namespace === metadata.namespace &&
      hasAddress(pod) &&
      selects(spec.podSelector, pod.metadata.labels),
  );
}

function rulesOf(world: PolicyWorld, policy: NetworkPolicy, type: Direction): string[] {
  const targets = selectedBy(world, policy);
  if (targets.length === 0) return [];
  if (type === 'Ingress') {
    return (policy.spec.ingress ?? []).flatMap(({ from, ports }) =>
      peersOf(world, policy, from).flatMap((peer) =>
        portsOf(ports, targets).map(({ match, of }) => rule(peer.addresses, addressesOf(of), match)),
      ),
    );
  }
  return (policy.spec.egress ?? []).flatMap(({ to, ports }) =>
    peersOf(world, policy, to).flatMap((peer) =>
      portsOf(ports, peer.pods).map(({ match, named, of }) =>
        rule(addressesOf(targets), named ? addressesOf(of) : peer.addresses, match),
      ),
    ),
  );
}

/** One line of nft; null stands for any address. */
function rule(sources: readonly string[] | null, targets: readonly string[] | null, match: string): string {
  const side = (word: string, addresses: readonly string[] | null) =>
    addresses ? [`ip ${word} { ${[...addresses].sort().join(', ')} }`] : [];
  const parts = [...side('saddr', sources), ...side('daddr', targets), match];
  return parts.filter((part) => part !== '').join(' ');
}
