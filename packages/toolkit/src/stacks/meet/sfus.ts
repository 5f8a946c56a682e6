import { splitRange, type PortRange } from '../../media/index.ts';
import { mediaNamespace, type MeetStackInput } from './input.ts';

/** One SFU; its ports are its own, so that several can share a node's network. */
export interface Sfu {
  /** Also of its pod and its Service. */
  readonly name: string;
  readonly apiPort: number;
  readonly adminPort: number;
  readonly rtpPorts: PortRange;
  /** As session backends reach it. */
  readonly apiUrl: string;
  readonly adminUrl: string;
}

type Place = Pick<MeetStackInput, 'platform' | 'target'>;

export function sfusOf(input: Place): Sfu[] {
  const { sfu } = input.platform;
  if (sfu.kind === 'none') return [];
  return splitRange(sfu.rtpPorts, sfu.replicas, 'sfu.rtpPorts').map((rtpPorts, index) => {
    const name = `janus-${index}`;
    const host = `${name}.${mediaNamespace(input)}.svc`;
    const [apiPort, adminPort] = [sfu.apiPort + index, sfu.adminPort + index];
    return {
      name,
      apiPort,
      adminPort,
      rtpPorts,
      apiUrl: `ws://${host}:${apiPort}`,
      adminUrl: `ws://${host}:${adminPort}`,
    };
  });
}

/** Addresses and ranges that SFUs are in: where relays may send media to. */
export function sfuAddresses({ target }: Pick<Place, 'target'>): readonly string[] {
  const { sfu, networks } = target;
  if (sfu.addresses.length > 0) return sfu.addresses;
  return sfu.exposure === 'hostNetwork' ? networks.nodes : networks.pods;
}
