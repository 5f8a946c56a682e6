import { StunOverTurnProtocol, type RTCPeerConnection } from 'werift';
import type { CallPath } from './paths.ts';

export interface CandidateInfo {
  /** host, srflx, prflx or relay */
  readonly type: string;
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
}

export interface NominatedPair {
  readonly local: CandidateInfo & {
    /** How the TURN server is reached; null without relay. */
    readonly relayProtocol: string | null;
    /** `host:port` of the TURN server; null without relay. */
    readonly relayServer: string | null;
  };
  readonly remote: CandidateInfo;
  /** Of the last STUN check on this pair (ICE or consent, RFC 7675); null when none was answered yet. */
  readonly rttMs: number | null;
}

interface Candidate {
  readonly type: string;
  readonly transport: string;
  readonly host: string;
  readonly port: number;
}

function info(candidate: Candidate): CandidateInfo {
  const { type, transport, host, port } = candidate;
  return { type, protocol: transport.toLowerCase(), address: host, port };
}

/** The pair that media runs on, as ICE has it and not as the configuration wished; null before there is one. */
export function nominatedPair(pc: RTCPeerConnection): NominatedPair | null {
  const pair = pc.iceTransports[0]?.connection.nominated;
  if (pair === undefined) return null;
  const turn = pair.protocol instanceof StunOverTurnProtocol ? pair.protocol.turn : undefined;
  return {
    local: {
      ...info(pair.localCandidate),
      relayProtocol: turn?.transport.type ?? null,
      relayServer: turn === undefined ? null : turn.server.join(':'),
    },
    remote: info(pair.remoteCandidate),
    rttMs: pair.rtt === undefined ? null : Math.round(pair.rtt * 100_000) / 100,
  };
}

/**
 * Why a pair does not keep to its path; undefined when it does. Both the candidate's type and the transport to the
 * TURN server are looked at: werift itself falls back from UDP to TCP, which must not pass for UDP.
 */
export function pathViolation(path: CallPath, pair: NominatedPair): string | undefined {
  if (path === 'direct') return undefined;
  const { type, relayProtocol, address, port } = pair.local;
  if (type !== 'relay' || relayProtocol === null) {
    return `media runs from the ${type} candidate ${address}:${port} and not through a relay`;
  }
  if (relayProtocol !== path) return `media reaches the relay over ${relayProtocol} instead of ${path}`;
  return undefined;
}
