/** What is known of one voice; levels are linear, 0 to 1 (RTCRtpContributingSource.audioLevel). */
interface Voice {
  /** Smoothed. */
  readonly level: number;
  /** When it began to speak, and when it was last loud; ms of any steady clock. Null: does not speak. */
  readonly since: number | null;
  readonly loudAt: number;
}

export interface Speaking {
  readonly voices: Readonly<Record<string, Voice>>;
  /** Who speaks, or spoke last. */
  readonly active: string | null;
}

export const silence: Speaking = { voices: {}, active: null };

const loud = 0.02;
/** Pauses between words do not end a speech. */
const pauseMs = 900;
/** A cough does not make a speaker. */
const beginMs = 300;
/** Whoever talks into somebody's speech takes over only when louder for a while. */
const takeOverMs = 1_500;
const takeOverFactor = 1.4;

function hear(before: Voice | undefined, level: number, now: number): Voice {
  const { level: old, since, loudAt } = before ?? { level: 0, since: null, loudAt: -Infinity };
  // Rises at once, falls slowly.
  const next = level > old ? level : old * 0.7 + level * 0.3;
  if (level >= loud) return { level: next, since: since ?? now, loudAt: now };
  return { level: next, since: now - loudAt < pauseMs ? since : null, loudAt };
}

function spokenMs({ since }: Voice, now: number): number {
  return since === null ? 0 : now - since;
}

/**
 * The state after a look at the levels of everybody who is there; about five looks a second. Pure.
 * The active speaker stays so through silence, and until somebody else has really taken over.
 */
export function listen(before: Speaking, levels: ReadonlyMap<string, number>, now: number): Speaking {
  const voices = Object.fromEntries(
    [...levels].map(([id, level]) => [id, hear(before.voices[id], level, now)]),
  );
  const current = before.active === null ? undefined : voices[before.active];
  const talks = current !== undefined && current.since !== null;
  const [challenger] = Object.entries(voices)
    .filter(([id, voice]) => id !== before.active && spokenMs(voice, now) >= (talks ? takeOverMs : beginMs))
    .filter(([, voice]) => !talks || voice.level > current.level * takeOverFactor)
    .toSorted(([, a], [, b]) => b.level - a.level);
  const stays = current === undefined ? null : before.active;
  return { voices, active: challenger?.[0] ?? stays };
}

/** Those who speak at the moment, in a steady order. */
export function speakersOf({ voices }: Speaking): string[] {
  return Object.keys(voices)
    .filter((id) => voices[id]?.since !== null)
    .toSorted();
}
