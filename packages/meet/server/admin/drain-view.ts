import type { DrainEntry, DrainJournal } from '../sfu-drain/index.ts';
import { recordOf, sfuDrainTotals } from '../sfu-drain/index.ts';

/** A drain as the admin API shows it. `events` are those from number `from` on; times are ISO 8601. */
export interface DrainView {
  readonly sfu: string;
  /** Tells drains of an SFU apart. */
  readonly id: string;
  readonly state: 'running' | 'drained' | 'cancelled' | 'timeout' | 'failed';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** The backend that coordinates it, or did last; null: it has gone, and another one will. */
  readonly coordinator: string | null;
  /** `memory`: the drain ends with its backend. */
  readonly keptIn: 'redis' | 'memory';
  readonly from: number;
  readonly events: readonly DrainEntry[];
  readonly totals: ReturnType<typeof sfuDrainTotals> | null;
  /** At the end: does the SFU take no new sessions? Null: not over, or it could not be asked. */
  readonly cordoned: boolean | null;
  /** Id of the evidence file. */
  readonly evidence: string | null;
  /** Why it failed. */
  readonly error: string | null;
}

/** Undefined: that SFU was never drained. */
export function viewDrain(
  { state, entries }: Pick<DrainJournal, 'state' | 'entries'>,
  keptIn: DrainView['keptIn'],
  from: number,
): DrainView | undefined {
  if (!state) return undefined;
  const { started, coordinator, end } = state;
  const ended = end?.type === 'ended' ? end : null;
  const finished = end?.type === 'failed' ? 'failed' : ended?.outcome;
  return {
    sfu: started.sfu,
    id: started.id,
    state: finished ?? 'running',
    startedAt: new Date(started.at).toISOString(),
    finishedAt: end ? new Date(end.at).toISOString() : null,
    coordinator: coordinator?.backend ?? null,
    keptIn,
    from: Math.min(from, entries.length),
    events: entries.slice(from),
    totals: ended && sfuDrainTotals(recordOf(state, ended)),
    cordoned: ended?.cordoned ?? null,
    evidence: ended?.evidence ?? null,
    error: end?.type === 'failed' ? end.reason : null,
  };
}
