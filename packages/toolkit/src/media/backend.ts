import { durationMs, type BackendConfig, type Platform } from '../config/index.ts';
import type { Relay } from './relays.ts';

/** Most people in a peer-to-peer room: each sends to each other, so upload grows with every person. */
export const meshLimit = 4;

type OidcSection = NonNullable<Platform['meet']['auth']['oidc']>;

/** What of a session backend's start file depends on where the platform runs. */
export interface BackendPlace {
  readonly name: string;
  readonly listen: BackendConfig['listen'];
  /** Null: rooms live in the backend's memory. */
  readonly redis: { readonly host: string; readonly port: number } | null;
  /** Empty = mesh. */
  readonly sfus: readonly { readonly name: string; readonly apiUrl: string; readonly adminUrl: string }[];
  /** With the address by which clients reach each. Empty = direct paths only. */
  readonly relays: readonly (Pick<Relay, 'name' | 'port' | 'tlsPort'> & { readonly host: string })[];
  readonly maxParticipants: number;
  readonly backendUrls: readonly string[];
  /** Origins of the web app's own pages. */
  readonly origins: readonly string[];
  /** Proxies of the target's own, beside those of the config. */
  readonly proxies: readonly string[];
  readonly webRoot: string | null;
  readonly admin: { readonly host: string; readonly port: number; readonly openMetrics?: boolean };
  /** Null: evidence is only logged. */
  readonly evidenceDir: string | null;
  /** Is there another backend that a draining one may send its people to? */
  readonly drains: boolean;
}

export interface BackendSecrets {
  readonly redisPassword: string;
  readonly turnSecret: string;
  readonly sfuApiSecret: string;
  readonly sfuAdminSecret: string;
  readonly guestSecret: string;
  readonly adminToken: string;
}

/** The start file of one session backend, on every target. */
export function renderBackend(
  platform: Platform,
  secrets: BackendSecrets,
  place: BackendPlace,
): BackendConfig {
  const { meet, sfu } = platform;
  return {
    name: place.name,
    listen: place.listen,
    log: logOf(platform, secrets, place),
    sfus: place.sfus.map((one) => ({
      ...one,
      apiSecret: secrets.sfuApiSecret,
      adminSecret: secrets.sfuAdminSecret,
      ...(sfu.maxParticipants === undefined ? {} : { maxParticipants: sfu.maxParticipants }),
    })),
    turn: place.relays.length > 0 ? turnOf(platform, secrets, place.relays) : null,
    room: roomLimits(platform, place),
    maxRooms: meet.maxRooms,
    arrivalsPerSecond: meet.arrivalsPerSecond,
    resumeGraceMs: durationMs(meet.resumeGrace),
    maxMessageBytes: meet.maxMessageBytes,
    backendUrls: [...place.backendUrls],
    webRoot: place.webRoot,
    access: accessOf(platform, place),
    auth: authOf(platform, secrets),
    standby: sfu.standby,
    admin: { ...place.admin, token: secrets.adminToken },
    ...(place.evidenceDir === null ? {} : { evidence: { dir: place.evidenceDir, platform: platform.name } }),
    // Where there is no other backend there is nothing to wait for.
    drainMs: place.drains ? durationMs(meet.drain.time) : 0,
    movesPerSecond: meet.drain.movesPerSecond,
  };
}

function logOf({ name }: Platform, secrets: BackendSecrets, { redis }: BackendPlace): BackendConfig['log'] {
  if (redis === null) return { kind: 'memory' };
  return { kind: 'redis', ...redis, password: secrets.redisPassword, prefix: `stoa:${name}:` };
}

function roomLimits(platform: Platform, { maxParticipants }: BackendPlace): BackendConfig['room'] {
  const { hostGrace, ...room } = platform.meet.room;
  return { ...room, maxParticipants, hostGraceMs: durationMs(hostGrace) };
}

function turnOf(
  platform: Platform,
  secrets: BackendSecrets,
  places: BackendPlace['relays'],
): BackendConfig['turn'] {
  const relays = places.map(({ name, host, port, tlsPort }) => ({
    name,
    urls: relayUrls({ host, port, tlsPort }),
    stunUrls: [`stun:${host}:${port}`],
  }));
  return {
    secret: secrets.turnSecret,
    lifetimeMs: durationMs(platform.turn.credentialLifetime),
    urls: relays.flatMap(({ urls }) => urls),
    stunUrls: relays.flatMap(({ stunUrls }) => stunUrls),
    ...(relays.length > 1 ? { relays } : {}),
  };
}

/** The relay's URLs (RFC 7065), one for each way to it: UDP, TCP, TLS. */
export function relayUrls({
  host,
  port,
  tlsPort,
}: {
  host: string;
  port: number;
  tlsPort: number;
}): string[] {
  return [
    `turn:${host}:${port}?transport=udp`,
    `turn:${host}:${port}?transport=tcp`,
    `turns:${host}:${tlsPort}?transport=tcp`,
  ];
}

function accessOf({ meet }: Platform, place: BackendPlace): BackendConfig['access'] {
  const { origins, originRequired, trustedProxies, forwardedHeader, publicMetrics } = meet;
  return {
    origins: [...new Set([...place.origins, ...origins])],
    originRequired,
    trustedProxies: [...new Set([...place.proxies, ...trustedProxies])],
    forwardedHeader,
    publicMetrics,
  };
}

function audienceOf({ audience, clientId = '' }: OidcSection): string[] {
  return audience.length > 0 ? audience : [clientId];
}

function authOf({ meet }: Platform, secrets: BackendSecrets): BackendConfig['auth'] {
  const { required, clockTolerance, hmac, oidc } = meet.auth;
  return {
    required,
    clockToleranceMs: durationMs(clockTolerance),
    guests: { secret: secrets.guestSecret },
    ...(hmac ? { hmac } : {}),
    ...(oidc ? { oidc: { ...oidc, audience: audienceOf(oidc) } } : {}),
  };
}
