import { randomBytes } from 'node:crypto';
import { evidenceId, type Evidence } from '../evidence/index.ts';
import type { DrainEvent, DrainView } from './drain-view.ts';

/** Where session backends keep no evidence (a pod's files go with it), an operator who follows a drain does. */
export interface KeepEvidence {
  readonly platform: string;
  write(evidence: Evidence): Promise<unknown>;
}

/** The evidence of a drain as an operator followed it, however it ended. */
export function sfuDrainEvidence(
  view: DrainView,
  about: { readonly platform: string; readonly startedAt: Date; readonly finishedAt: Date },
): Evidence {
  const { sfu, state, totals, cordoned, error, events } = view;
  const rooms = roomsOf(events);
  const stayed = rooms.filter(({ outcome }) => outcome === 'kept');
  const { platform, startedAt, finishedAt } = about;
  return {
    schema: 'stoa.evidence/v1',
    id: evidenceId(`drain-sfu-${sfu}`, startedAt, randomBytes(2).toString('hex')),
    operation: 'drain-sfu',
    platform,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    ok: state === 'drained' && totals?.kept === 0,
    summary: [
      ...(totals ? summaryOf(sfu, totals) : [`${sfu}: nothing is known of its rooms`]),
      ...endOf(view),
      ...stayed.map(({ room, reason }) => `${room} stayed: ${reason ?? 'nobody said why'}`),
    ],
    data: { sfu, outcome: state, totals, rooms, cordoned, error },
  };
}

function endOf({ sfu, state, error }: DrainView): string[] {
  if (state === 'drained') return [];
  if (state === 'running') return ['it was told to stop, and had not when it was last looked at'];
  return [`it ended before ${sfu} was empty: ${error ?? state}`];
}

/** What became of each room in the end; one that stayed may have been tried several times. */
function roomsOf(events: readonly DrainEvent[]) {
  const rooms = events.flatMap((event) => (event.type === 'room' ? [event.room] : []));
  return [...new Map(rooms.map((one) => [one.room, one])).values()];
}

function summaryOf(sfu: string, totals: NonNullable<DrainView['totals']>): string[] {
  const { moved, participants, ended, kept, gapMs } = totals;
  const pauses = (['audio', 'video'] as const).flatMap((kind) => {
    const gap = gapMs[kind];
    return gap ? [`${kind} p50 ${gap.p50} ms, p99 ${gap.p99} ms, at most ${gap.max} ms`] : [];
  });
  return [
    `${sfu}: ${moved} rooms moved with ${participants} participants, ${ended} ended by themselves, ${kept} stayed`,
    ...(pauses.length > 0 ? [`longest pauses: ${pauses.join('; ')}`] : []),
  ];
}
