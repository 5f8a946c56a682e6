import { join } from 'node:path';
import type { PlanInput } from '../model.ts';
import { renderRedisConf } from '../../media/index.ts';
import { listens, loopback, programPath, secretFile, type PlannedComponent } from './planned.ts';

export function planRedis(input: PlanInput): PlannedComponent {
  const { port } = input.platform.redis;
  const file = join(input.paths.config, 'redis.conf');
  const dataDir = join(input.paths.data, 'redis');
  return {
    spec: {
      name: 'redis',
      kind: 'redis',
      argv: [programPath(input, 'redis-server'), file],
      cwd: input.paths.config,
      dependsOn: [],
      gate: { host: loopback, port },
      stopTimeoutMs: 10_000,
      stopRepeatMs: null,
      probe: { type: 'redis', host: loopback, port },
      ports: listens('redis', 'tcp', [loopback], port, 'redis.port'),
    },
    files: [
      secretFile(
        file,
        renderRedisConf({ bind: loopback, port, password: input.secrets.redisPassword, dataDir }),
      ),
      // Redis does not make its folder.
      secretFile(join(dataDir, '.keep'), ''),
    ],
  };
}
