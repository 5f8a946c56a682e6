import type { Logger } from 'pino';
import { backoffDelay, messageOf } from '@stoa/toolkit/base';
import type { Settings } from '../settings.ts';
import type { Entry } from './entries.ts';
import type { MediaClient } from './media-port.ts';
import { mediaRoom } from './media-room.ts';
import { newFeed, ParticipantMedia, type ParticipantMediaDeps } from './participant-media.ts';
import type { Sfu, SfuPool } from './sfu-pool.ts';

/** What is needed to make somebody's media. */
export interface MediaGround {
  readonly pool: SfuPool;
  readonly settings: Settings;
  readonly maxParticipants: number;
  readonly log: Logger;
  /** The connection of a participant, wherever it is by now; messages to nobody are dropped. */
  readonly clientOf: (room: string, participant: string) => MediaClient;
  /** The SFU has lost the session of the present leg. */
  readonly onGone: (entry: Entry, sfu: string) => void;
}

/** Before a leg in reserve that failed is begun again. */
const againPause = { baseMs: 1_000, maxMs: 15_000 };

/**
 * Gives a leg up that is being prepared; the room stays where it is. Of a leg in reserve only this participant's part
 * goes, and is begun again after a pause that grows: for the others it is worth having, and an SFU that has only just
 * started, or that this backend has not found again yet, takes it a moment later.
 */
export function giveUp(ground: MediaGround, entry: Entry, leg: number, reason: string): void {
  const { room, participant, generation, next } = entry;
  const reserve = room.state.move?.leg === leg && room.state.move.standby;
  if (reserve && next?.leg === leg) {
    if (next.failed) return;
    next.failed = true;
    const inMs = Math.round(backoffDelay(next.tries + 1, againPause));
    next.againAt = performance.now() + inMs;
    ground.log.warn(
      { room: room.id, participant, leg, reason, inMs },
      'a leg in reserve failed; it is made again',
    );
    void next.media?.destroy();
    next.media = undefined;
    ground.clientOf(room.id, participant).kept(leg, reason);
  }
  const command = reserve
    ? ({ type: 'unpublished', participant, generation, leg } as const)
    : ({ type: 'drop', leg, reason } as const);
  room.execute(command).catch((error: unknown) => {
    ground.log.warn({ room: room.id, leg, reason: messageOf(error) }, 'a leg could not be given up');
  });
}

/**
 * What the media of a participant works with. `leg`: it is made on a leg that is being prepared; once the room has
 * switched it is the media of the present leg like any other.
 */
export function mediaDeps(ground: MediaGround, entry: Entry, sfu: Sfu, leg?: number): ParticipantMediaDeps {
  const { clientOf, log, settings, maxParticipants, onGone } = ground;
  const { participant } = entry;
  const room = mediaRoom(entry.room, entry, maxParticipants, leg);
  const client = () => clientOf(entry.room.id, participant);
  const preparing = () => (entry.room.state.move?.leg === leg ? leg : undefined);
  return {
    participant,
    sfu,
    videoRoom: room.place()?.videoRoom ?? 0,
    room,
    client: {
      offer: (offer) => {
        const next = preparing();
        client().offer(next === undefined ? offer : { ...offer, leg: next });
      },
      lost: (reason) => {
        const next = preparing();
        if (next === undefined) client().lost(reason);
        else giveUp(ground, entry, next, reason);
      },
    },
    settings,
    onGone: () => {
      const next = preparing();
      if (next === undefined) onGone(entry, sfu.name);
      else giveUp(ground, entry, next, `the SFU ${sfu.name} lost a session`);
    },
    onError: (error) => log.debug({ participant, reason: messageOf(error) }, 'media is not in line yet'),
  };
}

/** Makes somebody's session and handles on an SFU. @throws MEET_SFU_UNAVAILABLE, MEET_SFU_REFUSED */
export async function openMedia(deps: ParticipantMediaDeps): Promise<ParticipantMedia> {
  const session = await deps.sfu.sessions.create(deps.onGone);
  const media = new ParticipantMedia(deps, session, { publisher: null, subscriber: null, feed: newFeed() });
  try {
    await media.open();
    return media;
  } catch (error) {
    await media.destroy();
    throw error;
  }
}
