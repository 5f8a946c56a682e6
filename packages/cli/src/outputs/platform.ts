import type { DrainSfuReport, SfuView } from '@stoa/toolkit/admin';
import type {
  DownReport,
  DrainRelayReport,
  LocalUrls,
  MissingPart,
  PlatformStatus,
  PortUse,
  RestartReport,
  UpReport,
} from '@stoa/toolkit/local';
import { callReportSchema } from '@stoa/toolkit/probe';
import { z } from 'zod';
import type { UpResult } from '../commands/up.ts';

const kind = z.enum(['redis', 'janus', 'coturn', 'meet']);
const urls = z.strictObject({
  https: z.array(z.string()).describe('session backends, as other devices reach them'),
  http: z.array(z.string()).describe('the same on 127.0.0.1 only'),
}) satisfies z.ZodType<LocalUrls>;

const missing = z.strictObject({
  part: z.enum(['redis', 'janus', 'coturn']),
  program: z.string(),
  message: z.string(),
  cost: z.string().describe('what the platform cannot do without it'),
  command: z.string().describe('adds it'),
}) satisfies z.ZodType<MissingPart>;

const ports = z.strictObject({
  component: z.string(),
  proto: z.enum(['udp', 'tcp']),
  address: z.string(),
  first: z.int(),
  last: z.int(),
  setting: z.string().describe('key of the config that decides it'),
}) satisfies z.ZodType<PortUse>;

const component = z.strictObject({
  name: z.string(),
  kind,
  state: z.enum(['waiting', 'running', 'backoff', 'crash-loop', 'stopped']),
  ready: z.boolean().describe('it answers as its clients need it'),
  probe: z.strictObject({
    ms: z.number(),
    message: z.string().nullable().describe('null when it answered well'),
  }),
  pid: z.int().nullable(),
  uptimeMs: z.number().nullable(),
  restarts: z.int(),
  lastExit: z
    .strictObject({ code: z.int().nullable(), signal: z.string().nullable(), at: z.iso.datetime() })
    .nullable(),
  cpuPercent: z
    .number()
    .nullable()
    .describe('of one core; since the last look with --watch, else since its start'),
  memoryBytes: z.number().nullable(),
  ports: z.array(ports),
});

export const sfuSchema = z.strictObject({
  name: z.string(),
  up: z.boolean(),
  cordoned: z.boolean().describe('it takes no new sessions'),
  draining: z.boolean(),
  sessions: z.int(),
  rooms: z.int().nullable().describe('null when the SFU cannot be asked'),
}) satisfies z.ZodType<SfuView>;

export const sfusSchema = z.strictObject({ sfus: z.array(sfuSchema) });

const spread = z
  .strictObject({ p50: z.number(), p99: z.number(), max: z.number() })
  .nullable()
  .describe('longest pauses in ms that participants saw while their room moved; null = none reported');

export const drainSfuSchema = z.strictObject({
  sfu: z.string(),
  outcome: z.enum(['drained', 'cancelled']),
  rooms: z.strictObject({ moved: z.int(), ended: z.int(), kept: z.int() }),
  participants: z.int().describe('that moved'),
  gapMs: z.strictObject({ audio: spread, video: spread }),
  cordoned: z.boolean().nullable().describe('the SFU takes no new sessions; null when it cannot be asked'),
  evidence: z.string().nullable(),
}) satisfies z.ZodType<DrainSfuReport>;

export const drainRelaySchema = z.strictObject({
  relay: z.string(),
  outcome: z
    .enum(['drained', 'left', 'undone'])
    .describe('`left`: people or allocations were left when the time was over'),
  people: z.strictObject({
    told: z.int().describe('to take another relay'),
    moved: z.int().describe('who use another one by now'),
    gone: z.int().describe('whose connection ended first'),
  }),
  allocations: z
    .strictObject({ before: z.int().nullable(), after: z.int().nullable() })
    .describe('of the relay; null where the machine does not tell'),
  evidence: z.string().nullable(),
}) satisfies z.ZodType<DrainRelayReport>;

export const statusSchema = z.strictObject({
  platform: z.string().nullable(),
  stateDir: z.string(),
  mediaAddress: z.string().nullable(),
  urls: urls.nullable(),
  caFile: z.string().nullable().describe('PEM file of the CA of HTTPS and TURN over TLS'),
  missing: z.array(missing).describe('parts that the config asks for and the machine lacks'),
  state: z
    .enum(['running', 'degraded', 'unsupervised', 'stopped'])
    .describe('`degraded`: not every component is ready; `unsupervised`: the supervisor was killed'),
  supervisor: z.strictObject({ pid: z.int(), startedAt: z.iso.datetime() }).nullable(),
  components: z.array(component),
  sfus: z.array(sfuSchema).describe('as a session backend sees them; empty where none can be asked'),
}) satisfies z.ZodType<PlatformStatus>;

const upReport = z.strictObject({
  platform: z.string(),
  mediaAddress: z.string(),
  urls,
  caFile: z.string(),
  evidenceDir: z.string(),
  components: z.array(z.strictObject({ name: z.string(), kind })),
  missing: z.array(missing),
  alreadyRunning: z.boolean().describe('it was running with this very plan, and was only verified'),
}) satisfies z.ZodType<UpReport>;

export const upSchema = z.strictObject({
  ok: z.boolean().describe('false: the platform runs, but the call failed'),
  platform: upReport,
  room: z.strictObject({ here: z.string(), network: z.string() }).describe('addresses of a room for people'),
  calls: z
    .array(callReportSchema)
    .describe('none with --no-call; several when a room does not hold a participant for each path'),
  evidence: z.array(z.string()).describe('paths of the evidence files of the calls'),
}) satisfies z.ZodType<UpResult>;

export const downSchema = z.strictObject({
  wasRunning: z.boolean(),
  stopped: z.array(z.string()),
  interface: z.string().nullable().describe('interface that was removed'),
  purged: z.boolean(),
}) satisfies z.ZodType<DownReport>;

export const restartSchema = z.strictObject({
  rolling: z.boolean().describe('one after the other, each drained first'),
  components: z
    .array(
      z.strictObject({
        name: z.string(),
        stopMs: z.number().describe('until the process was gone; calls move in this time'),
        startMs: z.number().describe('from then until it was ready again'),
        pid: z.int(),
      }),
    )
    .describe('in the order of restarting'),
  evidence: z
    .array(z.strictObject({ id: z.string(), ok: z.boolean().describe('no call was cut') }))
    .describe('of the drains'),
}) satisfies z.ZodType<RestartReport>;
