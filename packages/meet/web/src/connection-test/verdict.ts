/** What one look for ways out found: candidates and errors of one PeerConnection. */
export interface Gathered {
  readonly types: ReadonlySet<string>;
  /** `errorCode` of each icecandidateerror: a STUN error code, or 701 where the server was not reached. */
  readonly errors: readonly number[];
  /** Gathering ended by itself, not by running out of time. */
  readonly complete: boolean;
}

/**
 * Why a way does not work. `unreachable`: no answer. `refused`: the server answered, but with no. `no-data`: it gave
 * an address, but nothing came through.
 */
export type BlockedReason = 'unreachable' | 'refused' | 'no-data';

export type Verdict =
  | { readonly state: 'waiting' | 'running' | 'not-offered' }
  | { readonly state: 'ok'; readonly rttMs: number | null }
  | { readonly state: 'blocked'; readonly reason: BlockedReason };

/**
 * Whether a direct way is to be expected: the STUN server told our public address — or it was reached, and the address
 * is the one that this machine has anyway, which browsers do not list twice (RFC 8445 §5.1.3). Pure.
 */
export function stunVerdict({ types, errors, complete }: Gathered): Verdict {
  if (types.has('srflx')) return { state: 'ok', rttMs: null };
  const same = complete && errors.length === 0 && types.has('host');
  return same ? { state: 'ok', rttMs: null } : { state: 'blocked', reason: 'unreachable' };
}

/** Why no data came over a relay. Pure. */
export function relayFailure({ types, errors }: Gathered): BlockedReason {
  if (types.has('relay')) return 'no-data';
  // 3xx to 6xx come from the server (RFC 8489 §14.8); 701 is the browser's own.
  return errors.some((code) => code >= 300 && code < 700) ? 'refused' : 'unreachable';
}

/** What a bandwidth, in bits per second, is good for: picture in full, a small picture, or sound alone. Pure. */
export function gradeOf(bitrate: number): 'good' | 'fair' | 'poor' {
  if (bitrate >= 2_500_000) return 'good';
  return bitrate >= 500_000 ? 'fair' : 'poor';
}

/** The middle one of some measurements; null of none. Pure. */
export function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
