import type { Platform } from '../config/index.ts';
import { splitRange } from './ports.ts';

/** One relay of the platform: a coturn with ports of its own. */
export interface LocalRelay {
  /** Also the component's name, and what clients and operators call it. */
  readonly name: string;
  readonly port: number;
  readonly tlsPort: number;
  readonly relayPorts: { readonly min: number; readonly max: number };
}

/** The relays of a configuration: ports next to each other, the range for relayed media divided evenly. */
export function localRelays({ turn }: Pick<Platform, 'turn'>): LocalRelay[] {
  return splitRange(turn.relayPorts, turn.replicas, 'turn.relayPorts').map((relayPorts, index) => ({
    name: turn.replicas === 1 ? 'coturn' : `coturn-${index}`,
    port: turn.port + index,
    tlsPort: turn.tlsPort + index,
    relayPorts,
  }));
}
