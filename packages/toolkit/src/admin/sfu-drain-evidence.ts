import { randomBytes } from 'node:crypto';
import { evidenceId, type Evidence } from '../base/index.ts';
import type { DrainSfuReport } from './drain-sfu.ts';

/** The evidence of a drain as an operator followed it, for where session backends keep none. */
export function sfuDrainEvidence(
  report: DrainSfuReport,
  about: { readonly platform: string; readonly startedAt: Date; readonly finishedAt: Date },
): Evidence {
  const { sfu, outcome, rooms, participants, gapMs, cordoned } = report;
  const { platform, startedAt, finishedAt } = about;
  const pauses = (['audio', 'video'] as const).flatMap((kind) => {
    const gap = gapMs[kind];
    return gap ? [`${kind} p50 ${gap.p50} ms, p99 ${gap.p99} ms, at most ${gap.max} ms`] : [];
  });
  return {
    schema: 'stoa.evidence/v1',
    id: evidenceId(`drain-sfu-${sfu}`, startedAt, randomBytes(2).toString('hex')),
    operation: 'drain-sfu',
    platform,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    ok: outcome === 'drained' && rooms.kept === 0,
    summary: [
      `${sfu}: ${rooms.moved} rooms moved with ${participants} participants, ${rooms.ended} ended by themselves, ${rooms.kept} stayed`,
      ...(pauses.length > 0 ? [`longest pauses: ${pauses.join('; ')}`] : []),
    ],
    data: { sfu, outcome, rooms, participants, gapMs, cordoned },
  };
}
