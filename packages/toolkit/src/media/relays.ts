import type { Platform } from '../config/index.ts';
import { splitRange, type PortRange } from './split-range.ts';

/** One relay of the platform: a coturn with ports of its own, on every target. */
export interface Relay {
  /** Also the component's name, and what clients and operators call it. */
  readonly name: string;
  readonly port: number;
  readonly tlsPort: number;
  readonly relayPorts: PortRange;
}

/** The relays of a configuration: ports next to each other, the range for relayed media divided evenly. */
export function relaysOf({ turn }: Pick<Platform, 'turn'>): Relay[] {
  return splitRange(turn.relayPorts, turn.replicas, 'turn.relayPorts').map((relayPorts, index) => ({
    name: turn.replicas === 1 ? 'coturn' : `coturn-${index}`,
    port: turn.port + index,
    tlsPort: turn.tlsPort + index,
    relayPorts,
  }));
}
