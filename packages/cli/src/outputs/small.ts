import { type ProgressEvent } from '@stoa/toolkit/base';
import { evidenceSchema } from '@stoa/toolkit/evidence';
import type { Finding } from '@stoa/toolkit/config';
import { z } from 'zod';
import type { InviteResult } from '../commands/meet-invite.ts';
import type { TokenResult } from '../commands/meet-token.ts';
import type { CredentialsResult } from '../commands/turn-credentials.ts';

export const findingSchema = z.strictObject({
  severity: z.enum(['error', 'warning']),
  code: z.custom<Finding['code']>((value) => typeof value === 'string' && value.startsWith('CONFIG_')),
  file: z.string(),
  line: z.int().min(1).nullable().describe('null where the place is not known (stoa.config.ts)'),
  column: z.int().min(1).nullable(),
  path: z.string().describe('key in the config, like sfu.rtpPorts.min; empty for the whole file'),
  message: z.string(),
  hint: z.string().exactOptional(),
}) satisfies z.ZodType<Finding>;

export const validateSchema = z.strictObject({
  valid: z.boolean(),
  file: z.string(),
  findings: z.array(findingSchema),
});

export const errorSchema = z.strictObject({
  error: z.strictObject({
    code: z.string().describe('see errors.md'),
    message: z.string(),
    hint: z.string().optional(),
    details: z.record(z.string(), z.unknown()),
  }),
});

export const evidenceListSchema = z.array(evidenceSchema.omit({ data: true }));

export const logsSchema = z.array(z.strictObject({ component: z.string(), line: z.string() }));

export const credentialsSchema = z.strictObject({
  username: z.string().describe('expiry in Unix seconds, a colon, the user'),
  password: z.string(),
  expiresAt: z.iso.datetime(),
}) satisfies z.ZodType<CredentialsResult>;

export const inviteSchema = z.strictObject({
  room: z.string(),
  role: z.enum(['participant', 'cohost', 'host']),
  expiresAt: z.iso.datetime(),
  url: z.string().describe('the link; what stands behind the # lets people in'),
}) satisfies z.ZodType<InviteResult>;

export const tokenSchema = z.strictObject({
  room: z.string(),
  user: z.string(),
  expiresAt: z.iso.datetime(),
  token: z.string(),
}) satisfies z.ZodType<TokenResult>;

export const keySchema = z.strictObject({
  user: z.string(),
  realm: z.string(),
  key: z.string().regex(/^[0-9a-f]{32}$/),
});

const step = { type: z.literal('step'), id: z.string(), title: z.string() };
const ms = z.number().describe('milliseconds');

export const progressSchema = z.union([
  z.strictObject({ ...step, state: z.literal('start') }),
  z.strictObject({ ...step, state: z.literal('progress'), detail: z.string() }),
  z.strictObject({ ...step, state: z.literal(['done', 'skipped']), ms, detail: z.string().exactOptional() }),
  z.strictObject({ ...step, state: z.literal('failed'), ms, message: z.string() }),
  z.strictObject({
    type: z.literal('notice'),
    level: z.literal(['info', 'warn']),
    message: z.string(),
    hint: z.string().exactOptional(),
  }),
]) satisfies z.ZodType<ProgressEvent>;

/** One line of `-o jsonl`. */
export const lineSchema = z.union([
  progressSchema,
  z.strictObject({ type: z.literal('result'), result: z.unknown() }).describe('the last line'),
  errorSchema.extend({ type: z.literal('error') }).describe('the last line, in place of a result'),
]);
