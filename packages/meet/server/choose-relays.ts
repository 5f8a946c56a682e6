import { createHash } from 'node:crypto';
import type { BackendConfig } from '@stoa/toolkit/config';

export type Relay = NonNullable<NonNullable<BackendConfig['turn']>['relays']>[number];

/** How many a client gets: one to use, one in case that one dies. Each costs an allocation per connection. */
const most = 2;

function weight(relay: string, participant: string): string {
  return createHash('sha256').update(`${relay}/${participant}`).digest('hex');
}

/**
 * The relays of one participant, the preferred one first: the same on every backend, evenly spread, and when a relay
 * goes only its own people get others (rendezvous hashing). Those that are going are left out, unless all are.
 */
export function chooseRelays(
  relays: readonly Relay[],
  participant: string,
  going: ReadonlySet<string> = new Set(),
): Relay[] {
  const staying = relays.filter(({ name }) => !going.has(name));
  return (staying.length > 0 ? staying : relays)
    .map((relay) => ({ relay, weight: weight(relay.name, participant) }))
    .toSorted((a, b) => (a.weight < b.weight ? -1 : 1))
    .slice(0, most)
    .map(({ relay }) => relay);
}
