import type { IceServer } from '@stoa/protocol';
import type { BackendConfig } from '@stoa/toolkit/config';
import { chooseRelays } from './choose-relays.ts';
import { restCredentials } from '@stoa/toolkit/turn';

export interface IceServers {
  readonly iceServers: IceServer[];
  /** ms since the epoch; null where nothing expires. */
  readonly expireAt: number | null;
}

/**
 * ICE servers for one participant, with credentials of that participant's own.
 * @param going relays that nobody should begin to use
 */
export function iceServersFor(
  turn: BackendConfig['turn'],
  participant: string,
  now: number = Date.now(),
  going: ReadonlySet<string> = new Set(),
): IceServers {
  if (!turn) return { iceServers: [], expireAt: null };
  const ttlSeconds = Math.max(1, Math.floor(turn.lifetimeMs / 1_000));
  const { username, password } = restCredentials({
    secret: turn.secret,
    user: participant,
    ttlSeconds,
    now: () => now,
    maxTtlSeconds: ttlSeconds,
  });
  const relays = turn.relays ? chooseRelays(turn.relays, participant, going) : [turn];
  const [stunUrls = []] = relays.map((relay) => relay.stunUrls);
  return {
    iceServers: [
      ...(stunUrls.length > 0 ? [{ urls: stunUrls }] : []),
      // Clients prefer what comes first.
      ...relays.map(({ urls }) => ({ urls, username, credential: password })),
    ],
    expireAt: (Math.floor(now / 1_000) + ttlSeconds) * 1_000,
  };
}
