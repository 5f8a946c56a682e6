import type { BackendConfig } from '../../config/index.ts';
import { meshLimit, relaysOf, renderBackend } from '../../media/index.ts';
import { meetNamespace, type MeetStackInput } from './input.ts';
import { sfusOf } from './sfus.ts';
import { behindGateway, webUrls } from './web-urls.ts';

export const backendPaths = {
  config: '/etc/stoa/config',
  tls: '/etc/stoa/tls',
  web: '/app/web',
} as const;

const everywhere = '0.0.0.0';

/** The start file that all session backends share; each has its pod's name in place of the one here. */
export function backendFile(input: MeetStackInput): BackendConfig {
  const { platform, target, secrets } = input;
  const { meet, redis, turn, sfu } = platform;
  const { redisPassword = '', turnSecret = '', sfuApiSecret = '', sfuAdminSecret = '', ...others } = secrets;
  const urls = webUrls(input);
  const { maxParticipants } = meet.room;
  return renderBackend(
    platform,
    { ...others, redisPassword, turnSecret, sfuApiSecret, sfuAdminSecret },
    {
      name: 'meet',
      listen: listenersOf(input),
      redis: redis.kind === 'memory' ? null : { host: `redis.${meetNamespace(input)}.svc`, port: redis.port },
      sfus: sfusOf(input).map(({ name, apiUrl, adminUrl }) => ({ name, apiUrl, adminUrl })),
      relays:
        turn.kind === 'none'
          ? []
          : relaysOf(platform).map(({ name, port, tlsPort }, index) => ({
              name,
              port,
              tlsPort,
              host: relayHost(input, index),
            })),
      maxParticipants: sfu.kind === 'none' ? Math.min(maxParticipants, meshLimit) : maxParticipants,
      backendUrls: urls,
      origins: urls,
      // The gateway's pods; clients’ addresses are what they say.
      proxies: behindGateway(input) ? target.networks.pods : [],
      webRoot: backendPaths.web,
      // Network policies say who gets to this port.
      admin: { host: everywhere, port: meet.adminPort, openMetrics: true },
      // A pod's files go with it: evidence is in its log.
      evidenceDir: null,
      // Behind one Service there is always another one, the successor if none else.
      drains: redis.kind !== 'memory',
    },
  );
}

function relayHost({ target: { relay } }: MeetStackInput, index: number): string {
  return relay.hosts[index] ?? relay.externalIps[index] ?? '';
}

/** TLS where clients come straight to the pods; behind a gateway plain HTTP, which only the gateway gets through to. */
function listenersOf(input: MeetStackInput): BackendConfig['listen'] {
  const { meet } = input.platform;
  if (behindGateway(input)) return [{ host: everywhere, port: meet.httpPort, tls: null }];
  const tls = { certFile: `${backendPaths.tls}/tls.crt`, keyFile: `${backendPaths.tls}/tls.key` };
  return [{ host: everywhere, port: meet.port, tls }];
}
