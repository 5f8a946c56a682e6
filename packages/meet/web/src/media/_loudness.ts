import type { StatsReport } from './call-stats.ts';

/** What a report says about one sound that comes in or goes out. */
export interface Sound {
  /** Of the report's entry: another source (SSRC) is another entry. */
  readonly id: string;
  readonly track: string | null;
  readonly mid: string | null;
  /** Totals since it began: energy of the loudest possible sound is 1 per second. Null: the browser does not tell. */
  readonly energy: number | null;
  readonly seconds: number | null;
  /** Of the last moment, 0 to 1; null: the browser does not tell. */
  readonly level: number | null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** Sounds in a report: those that are received, or those that microphones give. */
export function soundsOf(report: StatsReport, type: 'inbound-rtp' | 'media-source'): Sound[] {
  return [...report.values()].flatMap((value) => {
    const entry = value as Readonly<Record<string, unknown>>;
    const id = textOrNull(entry['id']);
    if (entry['type'] !== type || entry['kind'] !== 'audio' || id === null) return [];
    return {
      id,
      track: textOrNull(entry['trackIdentifier']),
      mid: textOrNull(entry['mid']),
      energy: numberOrNull(entry['totalAudioEnergy']),
      seconds: numberOrNull(entry['totalSamplesDuration']),
      level: numberOrNull(entry['audioLevel']),
    };
  });
}

/**
 * Level of a sound between two looks, 0 to 1: the root of its mean energy (W3C webrtc-stats, totalAudioEnergy). Unlike
 * the level of a moment it misses nothing that was short. 0 at the first look, after totals that began anew, and for
 * what played nothing; null where the browser tells no totals. Pure.
 */
export function levelBetween(before: Sound | undefined, now: Sound): number | null {
  if (now.energy === null || now.seconds === null) return null;
  const energy = now.energy - (before?.energy ?? Infinity);
  const seconds = now.seconds - (before?.seconds ?? Infinity);
  return energy > 0 && seconds > 0 ? Math.min(1, Math.sqrt(energy / seconds)) : 0;
}
