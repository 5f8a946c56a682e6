import { deniedNetworks } from '../../media/index.ts';
import { defaultDeny, policyOf, type Flow, type FlowPort } from '../flows.ts';
import type { KubeObject } from '../../kube/index.ts';
import { commonLabels, relayNamespace, type CoturnStackInput, type RelayPlace } from './input.ts';

/** Who talks with a relay. */
export function relayFlows(place: RelayPlace): Flow[] {
  const { input, relay } = place;
  const { port, tlsPort, relayPorts } = relay;
  const { nodes, pods, services } = input.target.networks;
  const closed = [...new Set([...deniedNetworks, ...nodes, ...pods, ...services])];
  const sfus = input.sfus.map((sfu) => ({ cidr: sfu.includes('/') ? sfu : `${sfu}/32` }));
  const udp: FlowPort[] = [{ protocol: 'UDP' }];
  return [
    {
      what: 'clients ask for allocations and send through them',
      direction: 'in',
      ports: [
        { protocol: 'UDP', port },
        { protocol: 'TCP', port },
        { protocol: 'TCP', port: tlsPort },
      ],
    },
    {
      what: 'peers send to allocations; coturn asks for permissions',
      direction: 'in',
      ports: [{ protocol: 'UDP', port: relayPorts.min, endPort: relayPorts.max }],
    },
    {
      what: 'relayed media to peers outside',
      direction: 'out',
      peers: [{ cidr: '0.0.0.0/0', except: closed }],
      ports: udp,
    },
    ...(sfus.length === 0
      ? []
      : [{ what: 'relayed media to the SFUs', direction: 'out', peers: sfus, ports: udp } as const]),
    ...backendFlows(place),
  ];
}

/** A relay that is stopped, or back, tells the session backends, which it finds by name. */
function backendFlows({ input: { backends } }: RelayPlace): Flow[] {
  if (!backends) return [];
  const { port, pods } = backends;
  const names: FlowPort[] = [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ];
  return [
    {
      what: 'session backends are told that the relay goes',
      direction: 'out',
      peers: [pods],
      ports: [{ protocol: 'TCP', port }],
    },
    { what: 'names of Services', direction: 'out', ports: names },
  ];
}

/**
 * Policies of one relay. None with host networking: a policy does not hold for pods in the node's own network
 * (Kubernetes, "Network Policies"), and one that stands there would only look like safety.
 */
export function relayPolicies(place: RelayPlace): KubeObject[] {
  const { hostNetwork, relay, namespace, labels, selector } = place;
  if (hostNetwork) return [];
  return [policyOf(relay.name, namespace, labels, selector, relayFlows(place))];
}

/** Closes the relays' namespace for whatever else comes to be in it. */
export function closedNamespace(input: CoturnStackInput): KubeObject {
  return defaultDeny(relayNamespace(input), commonLabels(input));
}

/** The way in without host networking: port N of the node is port N of the pod, since coturn names its own ports. */
export function relayServices({ hostNetwork, relay, namespace, labels, selector }: RelayPlace): KubeObject[] {
  if (hostNetwork) return [];
  const { port, tlsPort, relayPorts } = relay;
  const one = (name: string, number: number, protocol: 'TCP' | 'UDP') => {
    return { name, port: number, targetPort: number, nodePort: number, protocol };
  };
  const media = Array.from({ length: relayPorts.max - relayPorts.min + 1 }, (_, index) =>
    one(`relay-${relayPorts.min + index}`, relayPorts.min + index, 'UDP'),
  );
  const ports = [
    one('turn-udp', port, 'UDP'),
    one('turn-tcp', port, 'TCP'),
    one('turn-tls', tlsPort, 'TCP'),
    ...media,
  ];
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: relay.name, namespace, labels },
      spec: {
        type: 'NodePort',
        // Permissions are by the peer's address (RFC 8656 §9), which another node's forwarding would hide.
        externalTrafficPolicy: 'Local',
        selector,
        ports,
      },
    },
  ];
}
