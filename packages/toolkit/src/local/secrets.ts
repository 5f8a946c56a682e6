import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { writeFileAtomic } from '../base/index.ts';
import type { Platform } from '../config/index.ts';
import type { Secrets } from './model.ts';
import type { StatePaths } from './state-paths.ts';
import { readStateFile } from './state.ts';

const secret = z.string().min(16);
const secretsSchema = z.object({
  schema: z.literal('stoa.local.secrets/v1'),
  redisPassword: secret,
  turnSecret: secret,
  janusApiSecret: secret,
  janusAdminSecret: secret,
  /** Absent in folders of before there were an admin API and guest links. */
  adminToken: secret.optional(),
  guestSecret: secret.optional(),
});
type Kept = z.infer<typeof secretsSchema>;
type Complete = Kept & Pick<Secrets, 'adminToken' | 'guestSecret'>;

/**
 * The platform's secrets: those of the config, the others generated once and kept in `secrets.json` (0600).
 * @throws LOCAL_STATE_CORRUPT, LOCAL_STATE_FOREIGN
 */
export async function ensureSecrets(paths: StatePaths, platform: Platform): Promise<Secrets> {
  const kept = await complete(paths, await readKept(paths));
  return {
    redisPassword: platform.redis.password ?? kept.redisPassword,
    turnSecret: platform.turn.secret ?? kept.turnSecret,
    janusApiSecret: platform.sfu.apiSecret ?? kept.janusApiSecret,
    janusAdminSecret: platform.sfu.adminSecret ?? kept.janusAdminSecret,
    adminToken: kept.adminToken,
    guestSecret: platform.meet.auth.guests.secret ?? kept.guestSecret,
  };
}

async function readKept(paths: StatePaths): Promise<Kept | undefined> {
  return await readStateFile(paths.secrets, secretsSchema, 'stoa.local.secrets/');
}

/** Makes what is not there yet, and keeps it. */
async function complete(paths: StatePaths, kept: Kept | undefined): Promise<Complete> {
  // 256 bits; base64url needs no quoting in any of the config files.
  const make = () => randomBytes(32).toString('base64url');
  const secrets = {
    schema: 'stoa.local.secrets/v1' as const,
    redisPassword: kept?.redisPassword ?? make(),
    turnSecret: kept?.turnSecret ?? make(),
    janusApiSecret: kept?.janusApiSecret ?? make(),
    janusAdminSecret: kept?.janusAdminSecret ?? make(),
    adminToken: kept?.adminToken ?? make(),
    guestSecret: kept?.guestSecret ?? make(),
  };
  if (kept?.adminToken === undefined || kept.guestSecret === undefined) {
    await writeFileAtomic(paths.secrets, `${JSON.stringify(secrets, null, 2)}\n`);
  }
  return secrets;
}
