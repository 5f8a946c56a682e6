import type { IceServer } from '@stoa/protocol';
import type { BackendConfig } from '@stoa/toolkit/config';
import { restCredentials } from '@stoa/toolkit/turn';

export interface IceServers {
  readonly iceServers: IceServer[];
  /** ms since the epoch; null where nothing expires. */
  readonly expireAt: number | null;
}

/** ICE servers for one participant, with credentials of that participant's own. */
export function iceServersFor(
  turn: BackendConfig['turn'],
  participant: string,
  now: number = Date.now(),
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
  const stun = turn.stunUrls.length > 0 ? [{ urls: turn.stunUrls }] : [];
  return {
    iceServers: [...stun, { urls: turn.urls, username, credential: password }],
    expireAt: (Math.floor(now / 1_000) + ttlSeconds) * 1_000,
  };
}
