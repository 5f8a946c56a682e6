/**
 * Rules of mesh negotiation (the "perfect negotiation" pattern of WebRTC 1.0 §10.7), without any PeerConnection.
 * Of each two participants one is polite: it gives way when both offer at once.
 */
export function isPolite(me: string, other: string): boolean {
  return me > other;
}

export interface Situation {
  readonly polite: boolean;
  /** An own offer is being made or waits for its answer. */
  readonly offering: boolean;
  /** Both sides already agreed once on this connection. */
  readonly established: boolean;
  /** The offer comes from another PeerConnection of the other side than the one known. */
  readonly newPeer: boolean;
}

/**
 * What to do with an offer that arrives:
 * `apply` it (an own pending offer is rolled back by that), start `over` with a new connection, or `ignore` it
 * because the own offer wins.
 */
export function onOffer({ polite, offering, established, newPeer }: Situation): 'apply' | 'over' | 'ignore' {
  if (established && newPeer) return 'over';
  if (!offering) return 'apply';
  if (!polite) return 'ignore';
  // An own first offer carries transceivers that a rollback would leave behind as extra m-lines.
  return established ? 'apply' : 'over';
}

/**
 * Tells PeerConnections apart: the session id in the `o=` line stays the same over all descriptions of one
 * (RFC 8829 §5.2.1, §5.2.2).
 */
export function sessionIdOf(sdp: string): string {
  return /^o=\S+ (\S+)/m.exec(sdp)?.[1] ?? '';
}
