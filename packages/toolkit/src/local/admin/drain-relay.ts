import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { sleep, step, streamEvents, type ProgressEvent } from '../../base/index.ts';
import { evidenceId, writeEvidence, type Evidence } from '../../evidence/index.ts';
import { adminErrors, askAny, type AdminClient } from '../../admin/index.ts';
import { countAllocations } from '../../health/index.ts';
import { localErrors } from '../local-errors.ts';
import { statePaths } from '../state-paths.ts';
import { readLaunch } from '../supervisor/index.ts';
import { adminClients, type Place } from './clients.ts';

const relaySchema = z.object({
  name: z.string(),
  going: z.boolean(),
  people: z.object({ told: z.int(), moved: z.int(), gone: z.int() }),
});
type RelayView = z.infer<typeof relaySchema>;

export interface DrainRelayOptions extends Place {
  /** As `status` shows it. */
  readonly relay: string;
  /** How long people and allocations are waited for. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface DrainRelayReport {
  readonly relay: string;
  /** `left`: people or allocations were left when the time was over; `undone`: it is given out again. */
  readonly outcome: 'drained' | 'left' | 'undone';
  /** Told to take another relay; use it by now; whose connection ended first. */
  readonly people: RelayView['people'];
  /** Of the relay, at the start and at the end; null where the machine does not tell. */
  readonly allocations: { readonly before: number | null; readonly after: number | null };
  /** Id of the evidence file; null when nothing was drained. */
  readonly evidence: string | null;
}

const pollMs = 250;
/** All backends have looked at the board by then. */
const noticeMs = 2_500;

/**
 * Takes a relay out of service: nobody gets it any more, everybody is told to take another, and when nobody uses it or
 * the time is over, says so. The relay itself goes on: restart or stop it then.
 * @throws LOCAL_NOT_RUNNING, LOCAL_COMPONENT_UNKNOWN, ADMIN_UNREACHABLE, ADMIN_REFUSED
 */
export function drainRelay(
  options: DrainRelayOptions,
): AsyncGenerator<ProgressEvent, DrainRelayReport, void> {
  return streamEvents(async (emit) => {
    const { relay, timeoutMs } = options;
    const startedAt = new Date();
    const clients = await adminClients(options);
    const range = await rangeOf(options);
    const before = await countAllocations(range);
    const client = await askAny(clients, async (one) => {
      await one.request('POST', pathOf(relay), { withinMs: timeoutMs });
      return one;
    });
    const end = await step(
      emit,
      'drain',
      `move people off ${relay}`,
      (progress) => follow(client, options, range, progress),
      ({ people, allocations }) =>
        `${people.moved} of ${people.told} moved, ${allocations ?? '?'} allocations left`,
    );
    const outcome = end.done ? 'drained' : 'left';
    const report = {
      relay,
      outcome,
      people: end.people,
      allocations: { before, after: end.allocations },
    } as const;
    return { ...report, evidence: await keep(options, startedAt, report) };
  });
}

/** Gives a relay out again. @throws as `drainRelay` */
export async function undoRelayDrain(options: Place & { readonly relay: string }): Promise<DrainRelayReport> {
  const { relay } = options;
  const range = await rangeOf(options);
  const answer = await askAny(await adminClients(options), (one) => one.request('DELETE', pathOf(relay)));
  const { people } = relaySchema.parse(answer);
  const count = await countAllocations(range);
  return { relay, outcome: 'undone', people, allocations: { before: count, after: count }, evidence: null };
}

function pathOf(relay: string): string {
  return `/admin/v1/relays/${encodeURIComponent(relay)}/drain`;
}

interface Range {
  readonly first: number;
  readonly last: number;
}

async function rangeOf({ baseDir, stateDir, relay }: Place & { readonly relay: string }): Promise<Range> {
  const launch = await readLaunch(statePaths(baseDir, stateDir).launch);
  const relays = launch?.components.filter(({ kind }) => kind === 'coturn') ?? [];
  const ports = relays.find(({ name }) => name === relay)?.ports;
  const range = ports?.find(({ setting }) => setting === 'turn.relayPorts');
  if (range && relays.length > 1) return range;
  if (range) {
    throw adminErrors.make('ADMIN_REFUSED', `${relay} is the only relay: its people have nowhere to go`, {
      hint: 'set turn.replicas to 2 or more, then `stoa down` and `stoa up`',
    });
  }
  throw localErrors.make('LOCAL_COMPONENT_UNKNOWN', `there is no relay "${relay}"`, {
    hint: `choose from ${relays.map(({ name }) => name).join(', ') || 'none'}; turn.replicas says how many there are`,
  });
}

async function follow(
  client: AdminClient,
  { relay, timeoutMs, signal }: DrainRelayOptions,
  range: Range,
  progress: (detail: string) => void,
): Promise<{ done: boolean; people: RelayView['people']; allocations: number | null }> {
  const started = performance.now();
  for (;;) {
    const answer = z
      .object({ relays: z.array(relaySchema) })
      .parse(await client.request('GET', '/admin/v1/relays'));
    const people = answer.relays.find(({ name }) => name === relay)?.people ?? { told: 0, moved: 0, gone: 0 };
    const allocations = await countAllocations(range);
    const passedMs = performance.now() - started;
    const left = people.told - people.moved - people.gone;
    progress(`${people.moved} of ${people.told} people, ${allocations ?? '?'} allocations left`);
    const done = passedMs >= noticeMs && left <= 0 && (allocations ?? 0) === 0;
    if (done || passedMs >= timeoutMs || signal?.aborted) return { done, people, allocations };
    await sleep(pollMs, signal).catch(() => {});
  }
}

async function keep(
  { baseDir, stateDir, relay, timeoutMs }: DrainRelayOptions,
  startedAt: Date,
  { outcome, people, allocations }: Omit<DrainRelayReport, 'evidence'>,
): Promise<string> {
  const paths = statePaths(baseDir, stateDir);
  const evidence: Evidence = {
    schema: 'stoa.evidence/v1',
    id: evidenceId(`drain-${relay}`, startedAt, randomBytes(2).toString('hex')),
    operation: 'drain-relay',
    platform: (await readLaunch(paths.launch))?.platform ?? '',
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    ok: outcome === 'drained',
    summary: [
      `${people.told} participants were told to leave ${relay}: ${people.moved} run without it, ${people.gone} ended first`,
      `${allocations.before ?? '?'} allocations before, ${allocations.after ?? '?'} after`,
    ],
    data: { relay, outcome, timeoutMs, people, allocations },
  };
  await writeEvidence(paths.evidence, evidence);
  return evidence.id;
}
