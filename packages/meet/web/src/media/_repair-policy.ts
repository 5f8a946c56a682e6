/** What to do about a PeerConnection, and when. */
export interface RepairStep {
  readonly action: 'ice-restart' | 'rebuild';
  readonly afterMs: number;
}

/** ICE often comes back by itself from `disconnected` within this time. */
const patienceMs = 1_500;
/** A connection that is still being made after this long is not going to be. */
const connectDeadlineMs = 12_000;
const restartsBeforeRebuild = 2;
const longestPauseMs = 8_000;

/**
 * Next repair of a connection that has been tried `tries` times since it last worked: ICE restarts first, as they
 * keep the media path, then a new PeerConnection, with growing pauses.
 * @returns null when there is nothing to do
 */
export function nextRepair(state: RTCPeerConnectionState, tries: number): RepairStep | null {
  if (state === 'connected' || state === 'closed') return null;
  const action = tries < restartsBeforeRebuild ? 'ice-restart' : 'rebuild';
  // It stays `new` when no candidate was found at all, as with relays that cannot be reached.
  if (state === 'connecting' || state === 'new') return { action, afterMs: connectDeadlineMs };
  if (state === 'disconnected') return { action, afterMs: patienceMs };
  const pause = tries === 0 ? 0 : Math.min(longestPauseMs, 500 * 2 ** (tries - 1));
  return { action, afterMs: pause };
}
