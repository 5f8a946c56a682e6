/** The addresses of one test cluster. Clusters on one machine differ by their number and share nothing. */
export interface NetworkPlan {
  /** 0–15; part of every name that the cluster puts on the machine. */
  readonly number: number;
  /** The link in the test's own network namespace, by which it reaches API server, pods and Services. */
  readonly link: string;
  readonly bridge: string;
  /** Address of the link. */
  readonly testAddress: string;
  readonly nodes: string;
  readonly pods: string;
  readonly services: string;
  /** ClusterIP of the API server: the first of the Service range, by Kubernetes' rule. */
  readonly apiService: string;
  readonly dnsService: string;
}

export const maxClusters = 16;
export const maxNodes = 9;

/** Ranges of 10/8 that cloud and container networks rarely use; every /16 belongs to one cluster alone. */
export function planNetwork(number: number): NetworkPlan {
  if (!Number.isInteger(number) || number < 0 || number >= maxClusters) {
    throw new Error(`a cluster's number is 0–${maxClusters - 1}, not ${number}`);
  }
  const pods = `10.${180 + number}`;
  const services = `10.${200 + number}`;
  return {
    number,
    link: `stoak${number}`,
    bridge: 'node0',
    testAddress: `10.199.${number}.254`,
    nodes: `10.199.${number}.0/24`,
    pods: `${pods}.0.0/16`,
    services: `${services}.0.0/16`,
    apiService: `${services}.0.1`,
    dnsService: `${services}.0.10`,
  };
}

/** Node 1 also holds the control plane and the bridge that the other nodes are plugged into. */
export function nodeAddress(plan: NetworkPlan, node: number): string {
  return `10.199.${plan.number}.${node}`;
}

/** The addresses of one node's pods: a /24 of the cluster's /16. */
export function podRange(plan: NetworkPlan, node: number): string {
  return `10.${180 + plan.number}.${node}.0/24`;
}
