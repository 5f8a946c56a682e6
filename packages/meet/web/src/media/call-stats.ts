/** How one PeerConnection is doing; numbers are totals since it was made unless they say otherwise. */
export interface ConnectionStats {
  readonly name: string;
  readonly state: RTCPeerConnectionState;
  readonly path: PathStats | null;
  readonly received: readonly StreamStats[];
  readonly sent: readonly StreamStats[];
  /** Share of the packets that were lost on the way to here, 0 to 1; null before any came. */
  readonly lossIn: number | null;
}

export interface PathStats {
  readonly kind: 'direct' | 'relay';
  /** Transport of the first hop: to the relay, or to the other side. */
  readonly protocol: 'udp' | 'tcp' | 'tls';
  readonly rttMs: number | null;
  readonly localType: string;
  readonly remoteType: string;
  /** URL of the relay, where the browser tells. */
  readonly relayUrl: string | null;
}

export interface StreamStats {
  readonly mid: string;
  readonly kind: string;
  readonly packets: number;
  readonly lost: number;
  readonly bytes: number;
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  /** Interarrival jitter of a received stream, ms. */
  readonly jitterMs: number;
}

/** RTCStatsReport, or what a test recorded of one. */
export type StatsReport = ReadonlyMap<string, unknown>;
type Entry = Readonly<Record<string, unknown>>;

function entries(report: StatsReport, type: string): Entry[] {
  return [...report.values()].filter((entry): entry is Entry => isEntry(entry) && entry['type'] === type);
}

function isEntry(entry: unknown): entry is Entry {
  return typeof entry === 'object' && entry !== null;
}

function number(entry: Entry, key: string): number {
  const value = entry[key];
  return typeof value === 'number' ? value : 0;
}

function text(entry: Entry | undefined, key: string): string {
  const value = entry?.[key];
  return typeof value === 'string' ? value : '';
}

function lookUp(report: StatsReport, id: string): Entry | undefined {
  const entry = report.get(id);
  return isEntry(entry) ? entry : undefined;
}

/** The pair that carries media: named by the transport, else (Firefox) the nominated one that succeeded. */
function selectedPair(report: StatsReport): Entry | undefined {
  for (const transport of entries(report, 'transport')) {
    const pair = lookUp(report, text(transport, 'selectedCandidatePairId'));
    if (pair !== undefined) return pair;
  }
  return entries(report, 'candidate-pair').find(
    (pair) => pair['nominated'] === true && pair['state'] === 'succeeded',
  );
}

/**
 * A path is relayed when the local candidate is of type `relay` — or has a relay protocol: behind the same NAT as
 * the SFU a relayed candidate shows up as `prflx`.
 */
export function pathOf(report: StatsReport): PathStats | null {
  const pair = selectedPair(report);
  if (pair === undefined) return null;
  const local = lookUp(report, text(pair, 'localCandidateId'));
  const remote = lookUp(report, text(pair, 'remoteCandidateId'));
  const relayProtocol = text(local, 'relayProtocol');
  const relayed = text(local, 'candidateType') === 'relay' || relayProtocol !== '';
  const protocol = (relayed && relayProtocol) || text(local, 'protocol');
  const rtt = pair['currentRoundTripTime'];
  return {
    kind: relayed ? 'relay' : 'direct',
    protocol: protocol === 'tcp' || protocol === 'tls' ? protocol : 'udp',
    rttMs: typeof rtt === 'number' ? rtt * 1_000 : null,
    localType: text(local, 'candidateType'),
    remoteType: text(remote, 'candidateType'),
    relayUrl: text(local, 'url') || null,
  };
}

function stream(entry: Entry, direction: 'in' | 'out'): StreamStats {
  return {
    mid: text(entry, 'mid'),
    kind: text(entry, 'kind'),
    packets: number(entry, direction === 'in' ? 'packetsReceived' : 'packetsSent'),
    lost: number(entry, 'packetsLost'),
    bytes: number(entry, direction === 'in' ? 'bytesReceived' : 'bytesSent'),
    frames: number(entry, direction === 'in' ? 'framesDecoded' : 'framesEncoded'),
    width: number(entry, 'frameWidth'),
    height: number(entry, 'frameHeight'),
    jitterMs: number(entry, 'jitter') * 1_000,
  };
}

export function summarise(name: string, state: RTCPeerConnectionState, report: StatsReport): ConnectionStats {
  const received = entries(report, 'inbound-rtp').map((entry) => stream(entry, 'in'));
  const sent = entries(report, 'outbound-rtp').map((entry) => stream(entry, 'out'));
  const packets = received.reduce((sum, one) => sum + one.packets, 0);
  // packetsLost may be negative when duplicates arrive (RFC 3550 §6.4.1).
  const lost = Math.max(
    0,
    received.reduce((sum, one) => sum + one.lost, 0),
  );
  const lossIn = packets + lost === 0 ? null : lost / (packets + lost);
  return { name, state, path: pathOf(report), received, sent, lossIn };
}
