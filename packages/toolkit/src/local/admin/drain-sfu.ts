import { z } from 'zod';
import { sleep, step, streamEvents, type Emit, type ProgressEvent } from '../../base/index.ts';
import { localErrors } from '../local-errors.ts';
import { adminClients, askAny, type AdminClient, type Place } from './admin-client.ts';

const spread = z.object({ p50: z.number(), p99: z.number(), max: z.number() }).nullable();
const room = z.object({
  room: z.string(),
  outcome: z.enum(['moved', 'ended', 'kept']),
  to: z.string().nullable(),
  tookMs: z.number().nullable(),
  reason: z.string().nullable(),
});

const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('cordoned'), sfu: z.string() }),
  z.object({ type: z.literal('rooms'), count: z.int() }),
  z.object({ type: z.literal('room'), room }),
  z.object({
    type: z.literal('retry'),
    room: z.string(),
    attempt: z.int(),
    reason: z.string(),
    inMs: z.number(),
  }),
  z.object({ type: z.literal('ended'), outcome: z.string(), sessionsLeft: z.int().nullable() }),
]);
type DrainEvent = z.infer<typeof event>;

const drainSchema = z.object({
  sfu: z.string(),
  state: z.enum(['running', 'drained', 'cancelled', 'timeout', 'failed']),
  from: z.int(),
  events: z.array(event),
  totals: z
    .object({
      rooms: z.int(),
      moved: z.int(),
      ended: z.int(),
      kept: z.int(),
      participants: z.int(),
      gapMs: z.object({ audio: spread, video: spread }),
      tookMs: spread,
    })
    .nullable(),
  evidence: z.string().nullable(),
  error: z.string().nullable(),
});
type DrainView = z.infer<typeof drainSchema>;

export interface DrainSfuOptions extends Place {
  /** As `status` shows it. */
  readonly sfu: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Gaps are the longest pauses in ms that participants saw while their room moved; null = nobody reported any. */
export interface DrainSfuReport {
  readonly sfu: string;
  readonly outcome: 'drained' | 'cancelled';
  readonly rooms: { readonly moved: number; readonly ended: number; readonly kept: number };
  readonly participants: number;
  readonly gapMs: {
    readonly audio: z.infer<typeof spread>;
    readonly video: z.infer<typeof spread>;
  };
  /** Id of the evidence file; show it with `stoa evidence show`. */
  readonly evidence: string | null;
}

const pollMs = 200;

/**
 * Moves every room of an SFU to others without a break, and leaves the SFU cordoned. When the signal fires the drain
 * is cancelled: rooms on their way stay, and the SFU takes sessions again.
 * @throws LOCAL_NOT_RUNNING, LOCAL_ADMIN_UNREACHABLE, LOCAL_ADMIN_REFUSED, LOCAL_DRAIN_INCOMPLETE
 */
export function drainSfu(options: DrainSfuOptions): AsyncGenerator<ProgressEvent, DrainSfuReport, void> {
  return streamEvents(async (emit) => {
    const { sfu, timeoutMs, signal } = options;
    const clients = await adminClients(options);
    const path = pathOf(sfu);
    const client = await askAny(clients, async (one) => {
      await one.request('POST', path, { timeoutMs });
      return one;
    });
    const view = await step(
      emit,
      'drain',
      `move the rooms of ${sfu}`,
      (progress) => follow(client, path, { emit, progress, signal }),
      ({ totals }) => `${totals?.moved ?? 0} moved, ${totals?.kept ?? 0} stayed`,
    );
    return reportOf(view);
  });
}

/** Cancels the drain of an SFU, on whichever backend it runs. @throws as `drainSfu`; LOCAL_ADMIN_REFUSED: none runs */
export async function cancelSfuDrain(options: Place & { readonly sfu: string }): Promise<DrainSfuReport> {
  const path = pathOf(options.sfu);
  let failure: unknown;
  for (const client of await adminClients(options)) {
    try {
      const { state } = drainSchema.parse(await client.request('GET', path));
      if (state !== 'running') continue;
      return reportOf(drainSchema.parse(await client.request('DELETE', path)));
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure ?? localErrors.make('LOCAL_ADMIN_REFUSED', `${options.sfu} is not being drained`);
}

function pathOf(sfu: string): string {
  return `/admin/v1/sfus/${encodeURIComponent(sfu)}/drain`;
}

interface Follower {
  readonly emit: Emit<ProgressEvent>;
  readonly progress: (detail: string) => void;
  readonly signal: AbortSignal | undefined;
}

async function follow(
  client: AdminClient,
  path: string,
  { emit, progress, signal }: Follower,
): Promise<DrainView> {
  let from = 0;
  let rooms = 0;
  let done = 0;
  for (;;) {
    if (signal?.aborted) return drainSchema.parse(await client.request('DELETE', path));
    const view = drainSchema.parse(await client.request('GET', `${path}?from=${from}`));
    from = view.from + view.events.length;
    for (const one of view.events) {
      if (one.type === 'rooms') rooms = one.count;
      if (one.type === 'room') done += 1;
      const notice = noticeOf(one);
      if (notice) emit(notice);
    }
    progress(`${done} of ${rooms} rooms`);
    if (view.state !== 'running') return view;
    await sleep(pollMs, signal).catch(() => {});
  }
}

function noticeOf(one: DrainEvent): ProgressEvent | undefined {
  if (one.type === 'retry') {
    const message = `${one.room} stays for the moment: ${one.reason}`;
    return { type: 'notice', level: 'warn', message };
  }
  if (one.type === 'ended' && (one.sessionsLeft ?? 0) > 0) {
    const message = `${one.sessionsLeft} sessions of people who did not come back are left; they end by themselves`;
    return { type: 'notice', level: 'info', message };
  }
  return undefined;
}

function reportOf({ sfu, state, totals, evidence, error }: DrainView): DrainSfuReport {
  if ((state === 'drained' || state === 'cancelled') && totals) {
    const { moved, ended, kept, participants, gapMs } = totals;
    return { sfu, outcome: state, rooms: { moved, ended, kept }, participants, gapMs, evidence };
  }
  const why = error ?? `${totals?.kept ?? 0} rooms stayed`;
  throw localErrors.make('LOCAL_DRAIN_INCOMPLETE', `${sfu} is not empty: ${why}`, {
    hint: evidence
      ? `stoa evidence show ${evidence} says why; it is still cordoned, and the drain can be started again`
      : 'it is still cordoned, and the drain can be started again',
    details: { sfu, evidence },
  });
}
