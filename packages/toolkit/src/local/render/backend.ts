import { durationMs, type BackendConfig, type Platform } from '../../config/index.ts';
import type { LocalUrls, Secrets } from '../model.ts';
import { relaysOf } from '../../media/index.ts';

type OidcSection = NonNullable<Platform['meet']['auth']['oidc']>;

export interface BackendInput {
  readonly index: number;
  readonly platform: Platform;
  readonly mediaAddress: string;
  readonly secrets: Secrets;
  readonly certFile: string;
  readonly keyFile: string;
  readonly redis: boolean;
  /** Number of SFUs; 0 = mesh. */
  readonly sfus: number;
  readonly coturn: boolean;
  readonly maxParticipants: number;
  readonly urls: LocalUrls;
  readonly webRoot: string | null;
  readonly evidenceDir: string;
  /** Number of session backends. */
  readonly backends: number;
}

/** The start file of one session backend. */
export function renderBackend(input: BackendInput): BackendConfig {
  const { platform, secrets } = input;
  return {
    name: `meet-${input.index}`,
    listen: backendListeners(input).map(({ host, port, tls }) => ({
      host,
      port,
      tls: tls ? { certFile: input.certFile, keyFile: input.keyFile } : null,
    })),
    log: input.redis
      ? {
          kind: 'redis',
          host: '127.0.0.1',
          port: platform.redis.port,
          password: secrets.redisPassword,
          prefix: `stoa:${platform.name}:`,
        }
      : { kind: 'memory' },
    sfus: Array.from({ length: input.sfus }, (_, sfu) => ({
      name: `janus-${sfu}`,
      apiUrl: `ws://127.0.0.1:${platform.sfu.apiPort + sfu}`,
      adminUrl: `ws://127.0.0.1:${platform.sfu.adminPort + sfu}`,
      apiSecret: secrets.janusApiSecret,
      adminSecret: secrets.janusAdminSecret,
      ...(platform.sfu.maxParticipants === undefined
        ? {}
        : { maxParticipants: platform.sfu.maxParticipants }),
    })),
    turn: input.coturn ? turn(input) : null,
    room: roomLimits(input),
    maxRooms: platform.meet.maxRooms,
    arrivalsPerSecond: platform.meet.arrivalsPerSecond,
    resumeGraceMs: durationMs(platform.meet.resumeGrace),
    maxMessageBytes: platform.meet.maxMessageBytes,
    backendUrls: [...input.urls.https, ...input.urls.http],
    webRoot: input.webRoot,
    access: backendAccess(input),
    auth: backendAuth(input),
    standby: platform.sfu.standby,
    admin: { host: '127.0.0.1', port: platform.meet.adminPort + input.index, token: secrets.adminToken },
    evidence: { dir: input.evidenceDir, platform: platform.name },
    // Where there is no other backend there is nothing to wait for.
    drainMs: input.backends > 1 ? durationMs(platform.meet.drain.time) : 0,
    movesPerSecond: platform.meet.drain.movesPerSecond,
  };
}

function roomLimits({ platform, maxParticipants }: BackendInput): BackendConfig['room'] {
  const { hostGrace, ...room } = platform.meet.room;
  return { ...room, maxParticipants, hostGraceMs: durationMs(hostGrace) };
}

function turn({ platform, secrets, mediaAddress }: BackendInput): BackendConfig['turn'] {
  const relays = relaysOf(platform).map(({ name, port, tlsPort }) => ({
    name,
    urls: relayUrls({ host: mediaAddress, port, tlsPort }),
    stunUrls: [`stun:${mediaAddress}:${port}`],
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

/** Pages come from every address that a session backend listens on, by number and as `localhost`. */
function backendAccess({ platform, mediaAddress, backends }: BackendInput): BackendConfig['access'] {
  const { origins, originRequired, trustedProxies, forwardedHeader, publicMetrics } = platform.meet;
  const listeners = Array.from({ length: backends }, (_, index) =>
    backendListeners({ index, platform, mediaAddress }),
  ).flat();
  const own = listeners.flatMap(({ host, port, tls }) =>
    (host === '127.0.0.1' ? [host, 'localhost'] : [host]).map(
      (name) => `${tls ? 'https' : 'http'}://${name}:${port}`,
    ),
  );
  return {
    origins: [...new Set([...own, ...origins])],
    originRequired,
    trustedProxies,
    forwardedHeader,
    publicMetrics,
  };
}

function audienceOf({ audience, clientId = '' }: OidcSection): string[] {
  return audience.length > 0 ? audience : [clientId];
}

function backendAuth({ platform, secrets }: BackendInput): BackendConfig['auth'] {
  const { required, clockTolerance, hmac, oidc } = platform.meet.auth;
  return {
    required,
    clockToleranceMs: durationMs(clockTolerance),
    guests: { secret: secrets.guestSecret },
    ...(hmac ? { hmac } : {}),
    ...(oidc ? { oidc: { ...oidc, audience: audienceOf(oidc) } } : {}),
  };
}

/** Addresses of one session backend: HTTPS wherever clients come from, plain HTTP only inside the machine. */
export function backendListeners(
  input: Pick<BackendInput, 'index' | 'platform' | 'mediaAddress'>,
): { host: string; port: number; tls: boolean }[] {
  const { meet } = input.platform;
  const https = new Set([input.mediaAddress, '127.0.0.1']);
  return [
    ...[...https].map((host) => ({ host, port: meet.port + input.index, tls: true })),
    { host: '127.0.0.1', port: meet.httpPort + input.index, tls: false },
  ];
}
