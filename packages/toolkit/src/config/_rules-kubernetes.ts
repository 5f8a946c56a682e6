import type { ConfigPath, Mark } from './findings.ts';
import type { RuleInput } from './_rule.ts';

/** `--service-node-port-range` of the API server, by default. */
const nodePortRange = { min: 30_000, max: 32_767 };
/** Every relay port is a port of its Service: rules on each node, and an object that has to stay below 1 MiB. */
const maxRelayPorts = 400;

export function nodePorts({ platform: { target, turn } }: RuleInput): Mark[] {
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
