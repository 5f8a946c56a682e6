import type { KubeObject } from '../kube/index.ts';

/** Who may talk with the pods that a policy selects, and on which ports. */
export interface Flow {
  /** For readers of the table. */
  readonly what: string;
  readonly direction: 'in' | 'out';
  /** Absent: anywhere. */
  readonly peers?: readonly IpBlock[];
  /** Absent `port`: every port of the protocol. */
  readonly ports: readonly FlowPort[];
}

export interface IpBlock {
  readonly cidr: string;
  readonly except?: readonly string[];
}

export interface FlowPort {
  readonly protocol: 'TCP' | 'UDP';
  readonly port?: number;
  readonly endPort?: number;
}

/** Closes a namespace: whatever no other policy opens is refused. */
export function defaultDeny(namespace: string, labels: Readonly<Record<string, string>>): KubeObject {
  return policy('default-deny', namespace, labels, {
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
  });
}

/** Opens the flows of a table for the pods with these labels. */
export function policyOf(
  name: string,
  namespace: string,
  labels: Readonly<Record<string, string>>,
  selector: Readonly<Record<string, string>>,
  flows: readonly Flow[],
): KubeObject {
  const rules = (direction: Flow['direction'], key: 'from' | 'to') =>
    flows
      .filter((flow) => flow.direction === direction)
      .map(({ peers, ports }) => {
        return peers ? { [key]: peers.map((ipBlock) => ({ ipBlock })), ports } : { ports };
      });
  return policy(name, namespace, labels, {
    podSelector: { matchLabels: selector },
    policyTypes: ['Ingress', 'Egress'],
    ingress: rules('in', 'from'),
    egress: rules('out', 'to'),
  });
}

function policy(
  name: string,
  namespace: string,
  labels: Readonly<Record<string, string>>,
  spec: Readonly<Record<string, unknown>>,
): KubeObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels },
    spec,
  };
}
