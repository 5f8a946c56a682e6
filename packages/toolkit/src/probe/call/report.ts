import { z } from 'zod';

const ms = z.number().nonnegative();
const count = z.int().nonnegative();
const kind = z.literal(['audio', 'video']);
const path = z.literal(['direct', 'udp', 'tcp', 'tls']);

const candidate = z.object({
  type: z.string().describe('host, srflx, prflx or relay'),
  protocol: z.string(),
  address: z.string(),
  port: z.int(),
});

const connection = z.object({
  role: z.literal(['publish', 'subscribe', 'peer']),
  peer: z.string().nullable().describe('the other participant in a mesh; null towards an SFU'),
  state: z.string(),
  pair: z
    .object({
      local: candidate.extend({
        relayProtocol: z.string().nullable().describe('how the TURN server is reached; null without relay'),
        relayServer: z.string().nullable().describe('host:port of the TURN server'),
      }),
      remote: candidate,
      rttMs: ms.nullable().describe('last STUN check on the pair'),
    })
    .nullable()
    .describe('the pair ICE nominated; null when there is none'),
});

const participant = z.object({
  name: z.string(),
  path,
  participant: z.string().nullable().describe('id in the room; null when it did not get in'),
  backend: z.string().nullable().describe('session backend it is connected to'),
  welcomeMs: ms.nullable().describe('start of the join until the backend let it in'),
  connectedMs: ms
    .nullable()
    .describe('start of the join until its own media could flow; in a mesh, until its offers were out'),
  joinMs: ms
    .nullable()
    .describe('start of the join until media of every other participant had come; null when it never did'),
  connections: z.array(connection),
  sent: z.object({ audio: count, video: count }).describe('packets made in the measured window'),
  resumes: count.describe('how often its session was resumed in the window'),
  longestAwayMs: ms,
  rebuilt: count.describe('media connections made anew'),
});

const stream = z.object({
  from: z.string().describe('name of the sender'),
  to: z.string().describe('name of the receiver'),
  kind,
  sent: count.describe(
    'made in the window; those under way at its ends make this differ by a few from packets + lost',
  ),
  packets: count.describe('different packets received in the measured window'),
  lost: count,
  duplicates: count,
  reordered: count,
  largestGapMs: ms.describe('longest time without a packet, the time to the end of the window included'),
  jitterMs: ms,
  delayMs: z
    .object({ min: z.number(), mean: z.number(), max: z.number() })
    .nullable()
    .describe('one way; sender and receiver share a clock'),
  firstMs: ms.nullable().describe('start of the join of the receiver until the first packet'),
});

const problem = z.object({
  code: z.string().describe('CALL_…'),
  participant: z.string().nullable().describe('name; null when it concerns the whole call'),
  message: z.string(),
  hint: z.string().nullable(),
});

/** What a synthetic call found. Times in ms. */
export const callReportSchema = z.object({
  schema: z.literal('stoa.call/v1'),
  ok: z.boolean(),
  room: z.string(),
  urls: z.array(z.string()),
  mode: z.literal(['sfu', 'mesh']).nullable(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  measuredMs: ms.describe('length of the measured window'),
  participants: z.array(participant),
  streams: z.array(stream).describe('every ordered pair of participants and kind'),
  others: z
    .object({ participants: count, packets: count })
    .describe('people who were in the room too: counted, not judged'),
  eventLoopDelayMs: z
    .object({ p99: ms, max: ms })
    .describe('how late this process itself was: gaps below this say nothing about the platform'),
  problems: z.array(problem),
});

export type CallReport = z.infer<typeof callReportSchema>;
export type CallParticipant = CallReport['participants'][number];
export type CallStream = CallReport['streams'][number];
export type CallProblem = CallReport['problems'][number];

/** JSON Schema of {@link CallReport}, for the reference pages. */
export const callReportJsonSchema = z.toJSONSchema(callReportSchema);
