import type { ConfigPath, Mark } from './findings.ts';
import type { RuleInput } from './_rule.ts';

/** `--service-node-port-range` of the API server, by default. */
const nodePortRange = { min: 30_000, max: 32_767 };
/** Every relay port is a port of its Service: rules on each node, and an object that has to stay below 1 MiB. */
const maxRelayPorts = 400;

export function nodePorts(input: RuleInput): Mark[] {
  return [...relayNodePorts(input), ...webNodePort(input)];
}

function webNodePort({ platform: { target, turn } }: RuleInput): Mark[] {
  if (target.type !== 'kubernetes' || target.web.exposure !== 'nodePort') return [];
  if (target.relay.exposure !== 'nodePort' || turn.kind === 'none') return [];
  const { nodePort } = target.web;
  const taken = [turn.port, turn.tlsPort].some(
    (first) => nodePort >= first && nodePort < first + turn.replicas,
  );
  if (!taken) return [];
  return [
    {
      code: 'CONFIG_NODE_PORT',
      path: ['target', 'web', 'nodePort'],
      message: `node port ${nodePort} is also one of the relays’`,
      hint: 'move target.web.nodePort, turn.port or turn.tlsPort',
    },
  ];
}

function relayNodePorts({ platform: { target, turn } }: RuleInput): Mark[] {
  if (target.type !== 'kubernetes' || target.relay.exposure !== 'nodePort' || turn.kind === 'none') return [];
  const last = turn.replicas - 1;
  const marks = [
    outside(['turn', 'port'], turn.port, turn.port + last, 'port: 30478'),
    outside(['turn', 'tlsPort'], turn.tlsPort, turn.tlsPort + last, 'tlsPort: 30349'),
    outside(
      ['turn', 'relayPorts'],
      turn.relayPorts.min,
      turn.relayPorts.max,
      'relayPorts: { min: 31000, max: 31199 }',
    ),
  ].filter((mark) => mark !== undefined);
  const count = turn.relayPorts.max - turn.relayPorts.min + 1;
  if (count <= maxRelayPorts) return marks;
  return [
    ...marks,
    {
      code: 'CONFIG_NODE_PORT',
      path: ['turn', 'relayPorts'],
      message: `${count} ports are more than Services of type NodePort should carry (${maxRelayPorts})`,
      hint: 'narrow turn.relayPorts, or set target.relay.exposure: hostNetwork',
    },
  ];
}

function outside(path: ConfigPath, first: number, last: number, example: string): Mark | undefined {
  if (first >= nodePortRange.min && last <= nodePortRange.max) return undefined;
  return {
    code: 'CONFIG_NODE_PORT',
    path,
    message: `${first === last ? first : `${first}–${last}`} lies outside of the range of node ports, ${nodePortRange.min}–${nodePortRange.max}`,
    hint: `write turn.${example}, or set target.relay.exposure: hostNetwork`,
  };
}

/** Clients have to be told an address, and nothing in the cluster knows by which one they come. */
export function clientAddresses({ platform: { target, turn } }: RuleInput): Mark[] {
  if (target.type !== 'kubernetes') return [];
  const { relay, web } = target;
  const marks: Mark[] = [];
  if (web.hosts.length === 0) {
    marks.push({
      code: 'CONFIG_ADDRESS_MISSING',
      path: ['target', 'web', 'hosts'],
      message: 'by which name or address do browsers come?',
      hint: 'write target.web.hosts: [meet.example.org], or the addresses of nodes',
    });
  }
  // Too few public addresses are told of by another rule.
  const told = relay.hosts.length || (relay.externalIps.length > 0 ? turn.replicas : 0);
  if (turn.kind === 'coturn' && told < turn.replicas) {
    marks.push({
      code: 'CONFIG_ADDRESS_MISSING',
      path: ['target', 'relay', 'hosts'],
      message: `clients can be told of ${told} of ${turn.replicas} relays; each needs an address`,
      hint: 'list target.relay.hosts in the order of the relays, or set turn.kind: none',
    });
  }
  return marks;
}

/** A public address leads to one node, so the relay that it belongs to must run there. */
export function relayPlaces({ platform: { target, turn } }: RuleInput): Mark[] {
  if (target.type !== 'kubernetes' || turn.kind === 'none') return [];
  const { externalIps, nodes } = target.relay;
  const short = (key: 'externalIps' | 'nodes', count: number): Mark => ({
    code: 'CONFIG_RELAY_PLACE',
    path: ['target', 'relay', key],
    message: `${count} for ${turn.replicas} relays; each relay needs one`,
    hint: 'list one for each relay, in their order; the same one may be listed again',
  });
  const marks: Mark[] = [];
  if (externalIps.length > 0 && externalIps.length < turn.replicas)
    marks.push(short('externalIps', externalIps.length));
  if (nodes.length > 0 && nodes.length < turn.replicas) marks.push(short('nodes', nodes.length));
  if (externalIps.length > 0 && nodes.length === 0) {
    marks.push({
      code: 'CONFIG_RELAY_PLACE',
      path: ['target', 'relay', 'externalIps'],
      message: 'a public address leads to one node, but target.relay.nodes does not say to which',
      hint: 'add target.relay.nodes with the node of each address',
    });
  }
  return marks;
}

/** All people come by the gateway's proxies, which are pods: their word about the client's address must be taken. */
export function gatewayProxies({ platform: { target, meet } }: RuleInput): Mark[] {
  if (target.type !== 'kubernetes' || target.web.exposure !== 'gateway') return [];
  if (target.networks.pods.length > 0 || meet.trustedProxies.length > 0) return [];
  return [
    {
      code: 'CONFIG_PROXIES',
      path: ['target', 'networks', 'pods'],
      message: 'the gateway’s proxies are not known, so everybody would count as one address',
      hint: 'write target.networks.pods: [10.244.0.0/16], the range of the pods',
    },
  ];
}
