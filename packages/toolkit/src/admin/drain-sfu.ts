import type { z } from 'zod';
import { step, streamEvents, type ProgressEvent } from '../base/index.ts';
import { adminErrors } from './admin-errors.ts';
import { askAny, type AdminClient } from './client.ts';
import { drainSchema, type DrainView, type spread } from './drain-view.ts';
import { followDrain } from './follow-drain.ts';
import { sfuDrainEvidence, type KeepEvidence } from './sfu-drain-evidence.ts';

export interface DrainSfuOptions {
  /** As `status` shows it. */
  readonly sfu: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly keep?: KeepEvidence | undefined;
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
  /** Does the SFU take no new sessions? Null: it could not be asked. */
  readonly cordoned: boolean | null;
  /** Id of the evidence file; show it with `stoa evidence show`. */
  readonly evidence: string | null;
}

/**
 * Moves every room of an SFU to others without a break, and leaves the SFU cordoned. Another session backend goes on
 * when the one that coordinates it dies. When the signal fires the drain is cancelled: rooms on their way stay, and
 * the SFU takes sessions again.
 * @throws ADMIN_UNREACHABLE, ADMIN_REFUSED, ADMIN_DRAIN_INCOMPLETE, ADMIN_DRAIN_LOST
 */
export function drainSfu(
  clients: readonly AdminClient[],
  options: DrainSfuOptions,
): AsyncGenerator<ProgressEvent, DrainSfuReport, void> {
  return streamEvents(async (emit) => {
    const { sfu, timeoutMs, signal, keep } = options;
    const startedAt = new Date();
    const path = pathOf(sfu);
    const started = drainSchema.parse(
      await askAny(clients, (client) => client.request('POST', path, { timeoutMs })),
    );
    if (started.keptIn === 'memory') {
      const message = `there is no Redis: this drain, like the rooms, ends with ${started.coordinator ?? 'its backend'}`;
      emit({ type: 'notice', level: 'info', message });
    }
    const view = await step(
      emit,
      'drain',
      `move the rooms of ${sfu}`,
      (progress) => followDrain(clients, started, path, { emit, progress, signal }),
      ({ totals }) => `${totals?.moved ?? 0} moved, ${totals?.kept ?? 0} stayed`,
    );
    if (!keep) return reportOf(view);
    const about = { platform: keep.platform, startedAt, finishedAt: new Date() };
    // What was followed had each event once; the evidence has them all.
    const whole = await askAny(clients, (client) => client.request('GET', path))
      .then((answer) => drainSchema.parse(answer))
      .catch(() => view);
    const evidence = sfuDrainEvidence(whole.id === view.id ? whole : view, about);
    await keep.write(evidence);
    return reportOf({ ...view, evidence: evidence.id });
  });
}

/** Cancels the drain of an SFU, on whichever backend it runs. @throws as `drainSfu`; ADMIN_REFUSED: none runs */
export async function cancelSfuDrain(clients: readonly AdminClient[], sfu: string): Promise<DrainSfuReport> {
  const path = pathOf(sfu);
  const { state } = drainSchema.parse(await askAny(clients, (client) => client.request('GET', path)));
  if (state !== 'running') {
    throw adminErrors.make('ADMIN_REFUSED', `${sfu} is not being drained`, {
      details: { code: 'MEET_DRAIN_NONE' },
    });
  }
  return reportOf(drainSchema.parse(await askAny(clients, (client) => client.request('DELETE', path))));
}

function pathOf(sfu: string): string {
  return `/admin/v1/sfus/${encodeURIComponent(sfu)}/drain`;
}

function reportOf({ sfu, state, totals, cordoned, evidence, error }: DrainView): DrainSfuReport {
  if ((state === 'drained' || state === 'cancelled') && totals) {
    const { moved, ended, kept, participants, gapMs } = totals;
    return { sfu, outcome: state, rooms: { moved, ended, kept }, participants, gapMs, cordoned, evidence };
  }
  if (state === 'running') {
    throw adminErrors.make('ADMIN_DRAIN_INCOMPLETE', `the drain of ${sfu} has not stopped yet`, {
      hint: `it was told to; ${sfu} is cordoned until it has, and stoa status says when`,
    });
  }
  const why = error ?? `${totals?.kept ?? 0} rooms stayed`;
  throw adminErrors.make('ADMIN_DRAIN_INCOMPLETE', `${sfu} is not empty: ${why}`, {
    hint: evidence
      ? `stoa evidence show ${evidence} says why; it is still cordoned, and the drain can be started again`
      : 'it is still cordoned, and the drain can be started again',
    details: { sfu, evidence },
  });
}
