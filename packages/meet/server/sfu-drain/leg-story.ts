import type { LogEvent } from '@stoa/protocol';
import type { ParticipantGap } from './drain-record.ts';

/** How a room came to its present leg. */
export interface Story {
  /** When the move began, ms since the epoch. */
  readonly begunAt: number;
  /** Null: the log no longer tells. */
  readonly tookMs: number | null;
  /** Participants that were taken along, with the longest pauses they report. */
  readonly participants: readonly ParticipantGap[];
}

/**
 * The story of a move, from the log of its room: a leg's number is the version of the event that began it.
 * @param events those from that version on
 * @returns undefined where that placement is of no move, or the log no longer reaches back to its beginning
 */
export function storyOf(events: readonly LogEvent[], leg: number): Story | undefined {
  const [begun] = events;
  if (begun?.type !== 'migrating' || begun.leg !== leg || begun.standby) return undefined;
  const placed = events.find((event) => event.type === 'placed' && event.leg === leg);
  const participants = events.flatMap((event) =>
    event.type === 'switched' && event.leg === leg
      ? [
          {
            participant: event.participant,
            audio: event.gapMs?.audio ?? null,
            video: event.gapMs?.video ?? null,
          },
        ]
      : [],
  );
  return {
    begunAt: begun.at,
    tookMs: placed ? Math.max(0, placed.at - begun.at) : null,
    participants,
  };
}
