import type { PreflightCode, PreflightReport } from '@stoa/toolkit/preflight';
import { z } from 'zod';

const finding = z.strictObject({
  severity: z.enum(['error', 'warning']),
  code: z.custom<PreflightCode>((value) => typeof value === 'string' && value.startsWith('PREFLIGHT_')),
  object: z.string().nullable().describe('`Deployment calls/web`; null when it is about the cluster'),
  message: z.string(),
  hint: z.string().exactOptional(),
});

const check = z.strictObject({
  name: z.string(),
  title: z.string(),
  state: z
    .enum(['ok', 'warning', 'error', 'skipped'])
    .describe('`skipped`: it could not look; `note` says why'),
  note: z.string().nullable(),
  findings: z.array(finding),
});

export const preflightSchema = z.strictObject({
  server: z.string(),
  version: z.string().nullable().describe('null when the API server does not answer'),
  ok: z.boolean().describe('no finding is an error'),
  errors: z.int(),
  warnings: z.int(),
  objects: z.int().describe('how many were looked at'),
  checks: z.array(check),
}) satisfies z.ZodType<PreflightReport>;
