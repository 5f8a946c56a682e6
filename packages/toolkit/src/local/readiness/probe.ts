import type { ReadinessProbe, Secrets } from '../model.ts';
import { probeHttp } from './http.ts';
import { probeJanus } from './janus.ts';
import { probeRedis } from './redis.ts';
import { probeTurn } from './turn.ts';

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
      return await probeTurn(probe, context.ca, timeoutMs);
    case 'http':
      return await probeHttp(probe.url, timeoutMs);
  }
}
