import type { PolicyPod, PolicyPort } from './types.ts';

export interface PortMatch {
  /** In nft's words; empty: every port. */
  readonly match: string;
  /** The port was given by name, so only these pods have it under this number. */
  readonly named: boolean;
  readonly of: readonly PolicyPod[];
}

/** The ports of a rule, at the pods that are connected to. No list of ports means all of them. */
export function portsOf(
  ports: readonly PolicyPort[] | undefined,
  servers: readonly PolicyPod[],
): PortMatch[] {
  if (!ports || ports.length === 0) return [{ match: '', named: false, of: servers }];
  return ports.flatMap(({ port, endPort, protocol = 'TCP' }) => {
    const proto = protocol.toLowerCase();
    if (port === undefined) return [{ match: `meta l4proto ${proto}`, named: false, of: servers }];
    if (typeof port === 'string') return namedPorts(port, protocol, servers);
    const range = endPort === undefined ? port : `${port}-${endPort}`;
    return [{ match: `${proto} dport ${range}`, named: false, of: servers }];
  });
}

/** A name means what each pod calls so; pods that agree on the number share a match. */
function namedPorts(name: string, protocol: string, servers: readonly PolicyPod[]): PortMatch[] {
  const byNumber = Map.groupBy(
    servers,
    ({ spec }) =>
      spec.containers
        .flatMap(({ ports = [] }) => ports)
        .find((one) => one.name === name && (one.protocol ?? 'TCP') === protocol)?.containerPort,
  );
  return [...byNumber].flatMap(([number, of]) =>
    number === undefined ? [] : [{ match: `${protocol.toLowerCase()} dport ${number}`, named: true, of }],
  );
}
