import type { KubeObject } from '../kube/index.ts';

type Labels = Readonly<Record<string, string>>;

/** Who may talk with the pods that a policy selects, and on which ports. */
export interface Flow {
  /** For readers of the table. */
  readonly what: string;
  readonly direction: 'in' | 'out';
  /** Absent: anywhere. */
  readonly peers?: readonly (IpBlock | PodPeer)[];
  /** Absent `port`: every port of the protocol. */
  readonly ports: readonly FlowPort[];
}

export interface IpBlock {
  readonly cidr: string;
  readonly except?: readonly string[];
}

export interface PodPeer {
  readonly namespace: string;
  readonly labels: Labels;
}

export interface FlowPort {
  readonly protocol: 'TCP' | 'UDP';
  readonly port?: number;
  readonly endPort?: number;
}

/** One line of a table of who talks to whom. */
export interface FlowRow {
  /** For readers of the table. */
  readonly what: string;
  readonly from: Party;
  readonly to: Party;
  readonly ports: readonly FlowPort[];
}

/** One side of a line. */
export interface Party {
  /** Also of its policies. */
  readonly name: string;
  /** How policies of others tell it: by its pods, by addresses, or not at all (anybody). */
  readonly peers?: readonly (IpBlock | PodPeer)[];
  /** The pods that a policy of its own holds for; none with host networking, where no policy holds. */
  readonly policy?: PodPeer;
}

/** The policies that open exactly the lines of a table: one for each party that has pods of its own, both directions. */
export function policiesOf(table: readonly FlowRow[], labels: Labels): KubeObject[] {
  const parties = new Map(table.flatMap(({ from, to }) => [from, to]).map((party) => [party.name, party]));
  return [...parties.values()].flatMap(({ name, policy: own }) => {
    if (!own) return [];
    const flows = table.flatMap(({ what, from, to, ports }): Flow[] => {
      const flow = (direction: Flow['direction'], { peers }: Party): Flow => {
        return { what, direction, ports, ...(peers ? { peers } : {}) };
      };
      return [
        ...(to.name === name ? [flow('in', from)] : []),
        ...(from.name === name ? [flow('out', to)] : []),
      ];
    });
    return [policyOf(name, own.namespace, labels, own.labels, flows)];
  });
}

/** Closes a namespace: whatever no other policy opens is refused. */
export function defaultDeny(namespace: string, labels: Labels): KubeObject {
  return policy('default-deny', namespace, labels, {
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
  });
}

/** Opens the flows of a table for the pods with these labels. */
export function policyOf(
  name: string,
  namespace: string,
  labels: Labels,
  selector: Labels,
  flows: readonly Flow[],
): KubeObject {
  const rules = (direction: Flow['direction'], key: 'from' | 'to') =>
    flows
      .filter((flow) => flow.direction === direction)
      .map(({ peers, ports }) => {
        return peers ? { [key]: peers.map(peerOf), ports } : { ports };
      });
  return policy(name, namespace, labels, {
    podSelector: { matchLabels: selector },
    policyTypes: ['Ingress', 'Egress'],
    ingress: rules('in', 'from'),
    egress: rules('out', 'to'),
  });
}

function peerOf(peer: IpBlock | PodPeer): Record<string, unknown> {
  if ('cidr' in peer) return { ipBlock: peer };
  return {
    // Of every namespace, set by the API server.
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': peer.namespace } },
    podSelector: { matchLabels: peer.labels },
  };
}

function policy(
  name: string,
  namespace: string,
  labels: Labels,
  spec: Readonly<Record<string, unknown>>,
): KubeObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels },
    spec,
  };
}
