import type { Platform } from '../config/index.ts';
import { meshLimit } from '../media/index.ts';
import type { MissingPart, Programs } from './model.ts';

/** What of the configured platform can run here. */
export interface Parts {
  readonly redis: boolean;
  readonly sfus: number;
  readonly coturn: boolean;
  readonly backends: number;
  readonly maxParticipants: number;
  readonly missing: readonly MissingPart[];
  readonly notices: readonly string[];
}

/** Holds the config against the programs of the machine; what is missing is replaced by the embedded default. */
export function chooseParts(platform: Platform, programs: Programs): Parts {
  const missing = findMissing(platform, programs);
  const has = (part: MissingPart['part']) => !missing.some((item) => item.part === part);
  const redis = platform.redis.kind === 'redis' && has('redis');
  const sfus = platform.sfu.kind === 'janus' && has('janus') ? platform.sfu.replicas : 0;
  const { maxParticipants } = platform.meet.room;
  const notices: string[] = [];
  if (platform.redis.kind === 'memory' && platform.meet.backends > 1) {
    notices.push(
      `redis.kind is memory, so 1 session backend runs instead of ${platform.meet.backends}: backends cannot share rooms without Redis`,
    );
  }
  if (platform.sfu.kind === 'none' && maxParticipants > meshLimit) {
    notices.push(`sfu.kind is none, so rooms hold ${meshLimit} people instead of ${maxParticipants}`);
  }
  return {
    redis,
    sfus,
    coturn: platform.turn.kind === 'coturn' && has('coturn'),
    backends: redis ? platform.meet.backends : 1,
    maxParticipants: sfus === 0 ? Math.min(maxParticipants, meshLimit) : maxParticipants,
    missing,
    notices,
  };
}

function findMissing(platform: Platform, programs: Programs): MissingPart[] {
  const missing: MissingPart[] = [];
  const add = (part: MissingPart['part'], program: string, cost: string, debianPackage: string) =>
    missing.push({
      part,
      program,
      cost,
      message: `${program} is not installed: ${cost}`,
      command: `apt-get install -y ${debianPackage}`,
    });
  if (platform.redis.kind === 'redis' && !programs['redis-server']) {
    add(
      'redis',
      'redis-server',
      'rooms live in the memory of one session backend; they end with it, and no second backend can take over',
      'redis-server',
    );
  }
  if (platform.sfu.kind === 'janus' && !programs.janus) {
    add('janus', 'janus', `calls are peer to peer, with at most ${meshLimit} people in a room`, 'janus');
  }
  if (platform.turn.kind === 'coturn' && !programs.turnserver) {
    add(
      'coturn',
      'turnserver',
      'only direct paths work; people behind strict firewalls cannot join, and relayed paths are not verified',
      'coturn',
    );
  }
  return missing;
}
