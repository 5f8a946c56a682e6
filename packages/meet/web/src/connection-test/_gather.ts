import type { Gathered } from './verdict.ts';

/** Notes what a PeerConnection gathers; `settled` resolves when it has ended, or found a candidate of this type. */
export function watchGathering(
  connection: RTCPeerConnection,
  until: RTCIceCandidateType,
): { readonly now: () => Gathered; readonly settled: Promise<void> } {
  const types = new Set<string>();
  const errors: number[] = [];
  const settled = new Promise<void>((resolve) => {
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate?.type) types.add(candidate.type);
      if (candidate?.type === until) resolve();
    });
    connection.addEventListener('icegatheringstatechange', () => {
      if (connection.iceGatheringState === 'complete') resolve();
    });
  });
  connection.addEventListener('icecandidateerror', (event) => errors.push(event.errorCode));
  return {
    settled,
    now: () => ({ types, errors, complete: connection.iceGatheringState === 'complete' }),
  };
}

/** Resolves after a time, or when the signal ends it. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** What a PeerConnection finds by STUN, within a time. */
export async function gather(
  configuration: RTCConfiguration,
  ms: number,
  signal: AbortSignal,
): Promise<Gathered> {
  const connection = new RTCPeerConnection(configuration);
  try {
    const gathering = watchGathering(connection, 'srflx');
    connection.createDataChannel('test');
    await connection.setLocalDescription();
    await Promise.race([gathering.settled, pause(ms, signal)]);
    return gathering.now();
  } finally {
    connection.close();
  }
}
