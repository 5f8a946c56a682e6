import { randomBytes } from 'node:crypto';
import { evidenceId, type Evidence } from '../../evidence/index.ts';
import type { EventRecord } from './event-record.ts';

/** Nothing was lost that should have been kept; gaps are for whoever reads it to judge. */
export function isWhole({ calls, messages, failures }: EventRecord): boolean {
  return (
    calls.cut === 0 &&
    messages.delivered === messages.due &&
    messages.duplicated === 0 &&
    failures.length === 0
  );
}

/** `roll: 30 calls (0 kept, 30 moved, 0 cut), …` */
export function describeEvent(record: EventRecord): string {
  const { event, calls, gapMs, baseGapMs, packets, messages, tookMs } = record;
  const { kept, moved, cut } = calls;
  const gap = (kind: 'audio' | 'video') =>
    `${kind} gap ${gapMs[kind].p50}/${gapMs[kind].p99}/${gapMs[kind].max} ms (before ${baseGapMs[kind].p50}/${baseGapMs[kind].p99}/${baseGapMs[kind].max})`;
  return (
    `${event}: ${record.participants} calls (${kept} kept, ${moved} moved, ${cut} cut) in ${tookMs} ms; ` +
    `${gap('audio')}, ${gap('video')}, ${packets.lost} packets lost; ` +
    `${messages.stored} messages stored, ${messages.refused} refused, ` +
    `${messages.due - messages.delivered} lost, ${messages.duplicated} doubled`
  );
}

/** The evidence file of what happened to a crowd. */
export function crowdEvidence(
  platform: string,
  records: readonly EventRecord[],
  finishedAt: Date = new Date(),
): Evidence {
  const startedAt = records[0]?.startedAt ?? finishedAt.toISOString();
  return {
    schema: 'stoa.evidence/v1',
    id: evidenceId('continuity', new Date(startedAt), randomBytes(2).toString('hex')),
    operation: 'continuity',
    platform,
    startedAt,
    finishedAt: finishedAt.toISOString(),
    ok: records.every(isWhole),
    summary: ['gaps as p50/p99/max over all streams', ...records.map(describeEvent)],
    data: { events: records },
  };
}
