import type { KubeObject } from '../objects/object.ts';
import { numberOf, textOf, valueAt } from '../objects/values.ts';

/** Who holds a lock: host, process and a random part, so that no two are ever the same. */
export interface Holder {
  readonly host: string;
  readonly pid: number;
  readonly nonce: string;
}

export function formatHolder(holder: Holder): string {
  return `${holder.host}/${holder.pid}/${holder.nonce}`;
}

export function parseHolder(text: string): Holder | undefined {
  const match = /^(.+)\/(\d+)\/([^/]+)$/.exec(text);
  return match ? { host: match[1] ?? '', pid: Number(match[2]), nonce: match[3] ?? '' } : undefined;
}

/** A lease as it was first seen with its renewal, on our own clock. */
export interface Sighting {
  readonly renewal: string;
  readonly atMs: number;
}

export type LockVerdict = 'free' | 'ours' | 'held';

/**
 * Whether a lease may be taken. It is free when nobody holds it, when its holder did not renew it for its whole
 * duration *while we watched* (clocks of two machines are never compared, as in client-go's leader election), or when
 * the holder was a process of this host that is dead.
 */
export function judgeLock(
  lease: KubeObject,
  self: Holder,
  sighting: Sighting | undefined,
  nowMs: number,
  isDeadHere: (pid: number) => boolean,
): LockVerdict {
  const text = textOf(valueAt(lease, 'spec', 'holderIdentity')) ?? '';
  if (text === '') return 'free';
  if (text === formatHolder(self)) return 'ours';
  const holder = parseHolder(text);
  if (holder && holder.host === self.host && isDeadHere(holder.pid)) return 'free';
  const durationMs = (numberOf(valueAt(lease, 'spec', 'leaseDurationSeconds')) ?? 15) * 1000;
  const renewal = renewalOf(lease);
  const watched = sighting && sighting.renewal === renewal ? nowMs - sighting.atMs : 0;
  return watched > durationMs ? 'free' : 'held';
}

export function renewalOf(lease: KubeObject): string {
  return `${textOf(valueAt(lease, 'spec', 'holderIdentity')) ?? ''} ${textOf(valueAt(lease, 'spec', 'renewTime')) ?? ''}`;
}
