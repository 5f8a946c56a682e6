import type { ObjectRef, PlannedChange, PlanSummary, RevisionInfo } from '@stoa/toolkit/kube';
import type { ClusterRestart, ClusterStatus } from '@stoa/toolkit/cluster';
import { callReportSchema } from '@stoa/toolkit/probe';
import { z } from 'zod';
import type { ApplyOutcome } from '../commands/apply.ts';
import type { DriftResult } from '../commands/drift.ts';
import type { PlanResult } from '../commands/plan.ts';
import type { ClusterUpResult } from '../cluster/up-cluster.ts';
import type { DestroyOutcome } from '../cluster/destroy-cluster.ts';
import { sfuSchema } from './platform.ts';

const actions = [
  'create',
  'change',
  'delete',
  'replace',
  'protected',
  'unchanged',
  'conflict',
  'foreign',
  'immutable',
  'refused',
] as const;

const ref = z.strictObject({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  namespace: z.string().exactOptional(),
}) satisfies z.ZodType<ObjectRef>;

const change = z.strictObject({
  action: z
    .enum(actions)
    .describe('`conflict`, `foreign`, `immutable` and `refused` keep an apply from starting'),
  ref,
  fields: z.array(
    z.strictObject({
      path: z.string(),
      before: z.unknown().describe('absent where the field is not there; masked in Secrets'),
      after: z.unknown(),
      drift: z
        .strictObject({ by: z.string().describe('field manager; empty when not known') })
        .exactOptional()
        .describe('the config did not change, the cluster did'),
    }),
  ),
  conflicts: z.array(z.strictObject({ field: z.string(), manager: z.string() })),
  notes: z.array(z.string()),
  hint: z.string().exactOptional(),
  live: z.strictObject({ uid: z.string(), resourceVersion: z.string() }).exactOptional(),
}) satisfies z.ZodType<Omit<PlannedChange, 'desired'>>;

const counts = Object.fromEntries(actions.map((action) => [action, z.int()])) as Record<
  (typeof actions)[number],
  z.ZodInt
>;
const summary = z.strictObject({
  ...counts,
  drifted: z.int().describe('objects that others changed'),
}) satisfies z.ZodType<PlanSummary>;

const place = { platform: z.string(), namespace: z.string() };

export const planSchema = z.strictObject({
  ...place,
  server: z.string().describe('origin of the API server'),
  summary,
  changes: z.array(change).describe('in the order of an apply; of `stoa diff` only the differences'),
  notes: z.array(z.string()).describe('what is renewed or goes in steps'),
  file: z.string().nullable().describe('where the plan is kept'),
}) satisfies z.ZodType<PlanResult>;

export const applySchema = z.strictObject({
  ...place,
  revision: z.int().describe('of the history; it is in place now'),
  summary: summary.describe('of the plan that was applied'),
  changed: z.int(),
  deleted: z.int(),
  waited: z.boolean().describe('everything is ready'),
  ms: z.number(),
}) satisfies z.ZodType<ApplyOutcome>;

export const historySchema = z.array(
  z.strictObject({
    revision: z.int(),
    state: z.enum(['pending', 'deployed', 'failed', 'superseded']),
    at: z.iso.datetime(),
    by: z.string(),
    objects: z.int(),
    hash: z.string().describe('of the content; equal hashes are equal contents'),
    rollbackOf: z.int().exactOptional(),
    note: z.string().exactOptional(),
  }),
) satisfies z.ZodType<RevisionInfo[]>;

export const destroySchema = z.strictObject({
  ...place,
  deleted: z.int(),
  kept: z.array(ref).describe('what stays because it may hold data'),
}) satisfies z.ZodType<DestroyOutcome>;

export const driftSchema = z.strictObject({
  ...place,
  drifted: z.array(change).describe('objects that are not as they were applied'),
}) satisfies z.ZodType<DriftResult>;

export const clusterUpSchema = z.strictObject({
  ok: z.boolean().describe('false: everything is ready, but the call failed'),
  apply: applySchema,
  urls: z.array(z.string()).describe('of the web app'),
  room: z.string().describe('address of a room for people'),
  caFile: z
    .string()
    .nullable()
    .describe('PEM file of the CA of web and TURN over TLS; null where the machine trusts it'),
  calls: z.array(callReportSchema).describe('none with --no-call'),
  evidence: z.array(z.string()).describe('paths of the evidence files of the calls'),
}) satisfies z.ZodType<ClusterUpResult>;

export const clusterRestartSchema = z.strictObject({
  ...place,
  restarted: z
    .array(
      z.strictObject({ ref, ms: z.int().describe('until all its pods, or it itself, were new and ready') }),
    )
    .describe('in the order of restarting'),
}) satisfies z.ZodType<ClusterRestart>;

export const clusterStatusSchema = z.strictObject({
  ...place,
  state: z
    .enum(['running', 'degraded', 'absent'])
    .describe('`degraded`: not everything is ready, or the last apply did not end well'),
  revision: z
    .strictObject({
      revision: z.int(),
      state: z.enum(['pending', 'deployed', 'failed', 'superseded']),
      at: z.iso.datetime(),
      by: z.string(),
    })
    .nullable(),
  components: z.array(
    z.strictObject({
      ref,
      state: z.enum(['current', 'in-progress', 'failed', 'terminating', 'missing']),
      message: z.string(),
      pods: z.strictObject({ ready: z.int(), wanted: z.int() }).nullable(),
    }),
  ),
  sfus: z
    .array(sfuSchema)
    .describe('as a session backend sees them; empty where none is ready, or this user may not ask it'),
}) satisfies z.ZodType<ClusterStatus>;
