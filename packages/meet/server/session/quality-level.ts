import { qualityLevels, type QualityLevel, type ReportMessage } from '@stoa/protocol';

type Report = Pick<ReportMessage, 'rttMs' | 'jitterMs' | 'lossIn' | 'failed'>;

/**
 * From here on a value makes a connection fair, or poor. Loss: Opus with FEC hides a few per cent. Round trip: the
 * one-way limits of ITU-T G.114 (150 and 400 ms), twice, with the other side's share taken off.
 */
const limits = {
  lossIn: { fair: 0.03, poor: 0.1 },
  rttMs: { fair: 200, poor: 500 },
  jitterMs: { fair: 50, poor: 150 },
} as const;

/** What a report alone says; the worst of its values counts. */
export function levelOf(report: Report): QualityLevel {
  if (report.failed > 0) return 'poor';
  const reaches = (level: 'fair' | 'poor') =>
    (Object.keys(limits) as (keyof typeof limits)[]).some((key) => (report[key] ?? 0) >= limits[key][level]);
  if (reaches('poor')) return 'poor';
  return reaches('fair') ? 'fair' : 'good';
}

export interface Standing {
  readonly level: QualityLevel;
  /** Levels of the reports in a row that were better than `level`. */
  readonly better: readonly QualityLevel[];
}

export const newStanding: Standing = { level: 'good', better: [] };

/** Reports in a row that it takes to become better; becoming worse takes one. */
const needed = 2;

const worse = (a: QualityLevel, b: QualityLevel) =>
  qualityLevels.indexOf(a) > qualityLevels.indexOf(b) ? a : b;

/** The level after a report, so that a connection at a limit does not flicker. Pure. */
export function nextStanding({ level, better }: Standing, reported: QualityLevel): Standing {
  if (worse(level, reported) === reported) return { level: reported, better: [] };
  const row = [...better, reported];
  return row.length < needed ? { level, better: row } : { level: row.reduce(worse), better: [] };
}
