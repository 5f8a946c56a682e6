import { z } from 'zod';
import { duration, secret } from './primitives.ts';

const hmacSchema = z.strictObject({
  secret: z
    .string()
    .min(16, 'a secret needs at least 16 characters')
    .meta({ secret: true })
    .describe('The secret that the issuing application shares: `${env:NAME}` or `${file:path}`.'),
  algorithms: z
    .array(z.literal(['HS256', 'HS384', 'HS512']))
    .min(1)
    .default(['HS256'])
    .describe('Algorithms that tokens may be signed with.'),
  audience: z.string().min(1).optional().describe('What `aud` must be; left out, it is not looked at.'),
  issuer: z.string().min(1).optional().describe('What `iss` must be; left out, it is not looked at.'),
  subject: z
    .string()
    .min(1)
    .optional()
    .describe('What `sub` (the tenant or domain) must be; left out, it is not looked at.'),
});

const guestsSchema = z.strictObject({
  secret: secret.describe('Signs guest links. Left out, one is generated and kept.'),
});

/** Who may take part. Without any of the ways rooms are open; guest links work always. */
export const authSchema = z.strictObject({
  required: z
    .boolean()
    .default(false)
    .describe(
      'Nobody comes in without a token. Else people without one knock where `hmac` or `oidc` is set up, and come in as ever where neither is.',
    ),
  clockTolerance: duration
    .default('30s')
    .describe('How far the clocks of issuers may be off when `exp` and `nbf` are judged.'),
  guests: guestsSchema.prefault({}).describe('Signed guest links, as `stoa meet invite` makes them.'),
  hmac: hmacSchema
    .optional()
    .describe('Tokens (JWT) of an application that shares a secret, with the claims that Jitsi’s have.'),
});
