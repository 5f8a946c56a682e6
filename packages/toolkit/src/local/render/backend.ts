import type { BackendConfig, Platform } from '../../config/index.ts';
import type { LocalUrls, Secrets } from '../model.ts';
import { relaysOf, renderBackend as renderAnywhere } from '../../media/index.ts';

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

/** The start file of one session backend on this machine. */
export function renderBackend(input: BackendInput): BackendConfig {
  const { platform, secrets, mediaAddress } = input;
  const { janusApiSecret: sfuApiSecret, janusAdminSecret: sfuAdminSecret, ...others } = secrets;
  return renderAnywhere(
    platform,
    { ...others, sfuApiSecret, sfuAdminSecret },
    {
      name: `meet-${input.index}`,
      listen: backendListeners(input).map(({ host, port, tls }) => ({
        host,
        port,
        tls: tls ? { certFile: input.certFile, keyFile: input.keyFile } : null,
      })),
      redis: input.redis ? { host: '127.0.0.1', port: platform.redis.port } : null,
      sfus: Array.from({ length: input.sfus }, (_, sfu) => ({
        name: `janus-${sfu}`,
        apiUrl: `ws://127.0.0.1:${platform.sfu.apiPort + sfu}`,
        adminUrl: `ws://127.0.0.1:${platform.sfu.adminPort + sfu}`,
      })),
      relays: input.coturn
        ? relaysOf(platform).map(({ name, port, tlsPort }) => ({ name, port, tlsPort, host: mediaAddress }))
        : [],
      maxParticipants: input.maxParticipants,
      backendUrls: [...input.urls.https, ...input.urls.http],
      origins: ownOrigins(input),
      proxies: [],
      webRoot: input.webRoot,
      admin: { host: '127.0.0.1', port: platform.meet.adminPort + input.index },
      evidenceDir: input.evidenceDir,
      drains: input.backends > 1,
    },
  );
}

/** Pages come from every address that a session backend listens on, by number and as `localhost`. */
function ownOrigins({ platform, mediaAddress, backends }: BackendInput): string[] {
  const listeners = Array.from({ length: backends }, (_, index) =>
    backendListeners({ index, platform, mediaAddress }),
  ).flat();
  return listeners.flatMap(({ host, port, tls }) =>
    (host === '127.0.0.1' ? [host, 'localhost'] : [host]).map(
      (name) => `${tls ? 'https' : 'http'}://${name}:${port}`,
    ),
  );
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
