import type { Platform } from '../config/index.ts';
import type { MeetSecrets } from '../stacks/index.ts';
import type { Materials } from './materials.ts';

/** The secrets of the session backends and what they talk to: those of the config before those that were made. */
export function secretsOf(platform: Platform, materials: Materials): MeetSecrets {
  const { meet, redis, sfu, turn } = platform;
  return {
    adminToken: materials.adminToken,
    guestSecret: meet.auth.guests.secret ?? materials.guestSecret,
    ...(redis.kind === 'memory' ? {} : { redisPassword: redis.password ?? materials.redisPassword }),
    ...(sfu.kind === 'none'
      ? {}
      : {
          sfuApiSecret: sfu.apiSecret ?? materials.sfuApiSecret,
          sfuAdminSecret: sfu.adminSecret ?? materials.sfuAdminSecret,
        }),
    ...(turn.kind === 'none' ? {} : { turnSecret: materials.turn.signing }),
  };
}
