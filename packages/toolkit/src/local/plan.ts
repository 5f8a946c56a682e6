import { createHash } from 'node:crypto';
import { planCoturn } from './components/coturn.ts';
import { planJanus } from './components/janus.ts';
import { planMeet } from './components/meet.ts';
import { planRedis } from './components/redis.ts';
import type { LocalPlan, LocalUrls, PlanInput } from './model.ts';
import { chooseParts, type Parts } from './parts.ts';
import type { PlannedComponent } from './components/planned.ts';

/**
 * What has to run, with which files and ports. Pure: the same input gives the same plan, and its hash tells whether a
 * running platform is that plan.
 */
export function planLocal(input: PlanInput): LocalPlan {
  const parts = chooseParts(input.platform, input.programs);
  const urls = planUrls(input, parts);
  const planned: PlannedComponent[] = [
    ...(parts.redis ? [planRedis(input)] : []),
    ...planJanus(input, parts.sfus),
    ...(parts.coturn ? planCoturn(input) : []),
    ...planMeet(input, parts, urls),
  ];
  const components = planned.map((item) => item.spec);
  const files = planned.flatMap((item) => item.files);
  return {
    platform: input.platform.name,
    mediaAddress: input.mediaAddress,
    components,
    files,
    ports: components.flatMap((component) => component.ports),
    missing: parts.missing,
    notices: parts.notices,
    urls,
    hash: createHash('sha256')
      .update(JSON.stringify([components, files, input.certificate]))
      .digest('hex'),
  };
}

function planUrls({ platform, mediaAddress }: PlanInput, parts: Parts): LocalUrls {
  const each = (url: (index: number) => string) => Array.from({ length: parts.backends }, (_, i) => url(i));
  return {
    https: each((index) => `https://${mediaAddress}:${platform.meet.port + index}`),
    http: each((index) => `http://127.0.0.1:${platform.meet.httpPort + index}`),
  };
}
