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
  /** Younger than the others: files of before do not have it. */
  guestSecret: secret.optional(),
});

/**
 * The platform's secrets: those of the config, the others generated once and kept in `secrets.json` (0600).
 * @throws LOCAL_STATE_CORRUPT, LOCAL_STATE_FOREIGN
 */
export async function ensureSecrets(paths: StatePaths, platform: Platform): Promise<Secrets> {
  const kept = await keptSecrets(paths);
  return {
    redisPassword: platform.redis.password ?? kept.redisPassword,
    turnSecret: platform.turn.secret ?? kept.turnSecret,
    janusApiSecret: platform.sfu.apiSecret ?? kept.janusApiSecret,
    janusAdminSecret: platform.sfu.adminSecret ?? kept.janusAdminSecret,
    guestSecret: platform.meet.auth.guests.secret ?? kept.guestSecret,
  };
}

async function keptSecrets(paths: StatePaths): Promise<Secrets> {
  const kept = await readStateFile(paths.secrets, secretsSchema, 'stoa.local.secrets/');
  if (kept?.guestSecret !== undefined) return { ...kept, guestSecret: kept.guestSecret };
  // 256 bits; base64url needs no quoting in any of the config files.
  const make = () => randomBytes(32).toString('base64url');
  const secrets = {
    redisPassword: make(),
    turnSecret: make(),
    janusApiSecret: make(),
    janusAdminSecret: make(),
    ...kept,
    guestSecret: make(),
    schema: 'stoa.local.secrets/v1',
  } as const satisfies z.infer<typeof secretsSchema>;
  await writeFileAtomic(paths.secrets, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}
