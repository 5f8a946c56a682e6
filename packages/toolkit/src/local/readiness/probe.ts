import { probeHttp, probeJanus, probeRedis, probeStun } from '../../health/index.ts';
import type { ReadinessProbe, Secrets } from '../model.ts';

export interface ProbeContext {
  readonly secrets: Secrets;
  /** PEM of the platform's CA. */
  readonly ca: string;
}

const timeoutMs = 1_500;

/** Speaks to the component as its clients do; throws what is wrong when it does not answer as it should. */
export async function probeComponent(probe: ReadinessProbe, context: ProbeContext): Promise<void> {
  switch (probe.type) {
    case 'redis':
      return await probeRedis(probe.host, probe.port, context.secrets.redisPassword, timeoutMs);
    case 'janus':
      return await probeJanus(probe, context.secrets, timeoutMs);
    case 'turn':
      return await probeStun(stunUrls(probe), timeoutMs, context.ca);
    case 'http':
      return await probeHttp(probe.url, timeoutMs);
  }
}

/** Over UDP, and over TLS with the certificate checked against the platform's CA. */
function stunUrls({ host, port, tlsPort }: { host: string; port: number; tlsPort: number }): string[] {
  return [`stun:${host}:${port}`, `stuns:${host}:${tlsPort}`];
}
