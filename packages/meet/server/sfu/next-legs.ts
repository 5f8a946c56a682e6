import { messageOf } from '@stoa/toolkit/base';
import { meetErrors } from '../errors.ts';
import type { RoomChange } from '../rooms/index.ts';
import type { RoomState } from '../state/index.ts';
import type { Entries, Entry, NextLeg } from './entries.ts';
import { giveUp, mediaDeps, openMedia, type MediaGround } from './media-deps.ts';
import type { ParticipantMedia } from './participant-media.ts';

type Move = NonNullable<RoomState['move']>;

/** The second leg that the participants of this backend have while their room moves. */
export class NextLegs {
  readonly #ground: MediaGround;
  readonly #entries: Entries;

  constructor(ground: MediaGround, entries: Entries) {
    this.#ground = ground;
    this.#entries = entries;
  }

  /** Brings a participant's second leg in line with the room: begins it, makes it the present one, or ends it. */
  follow(entry: Entry, change?: RoomChange): void {
    const { move, placement, seats } = entry.room.state;
    const { next } = entry;
    if (next && next.leg !== move?.leg) {
      entry.next = undefined;
      if (placement?.version === next.leg) {
        // Without a leg to go to, the participant's media is made anew there.
        if (!next.failed) this.#switchTo(entry, next);
      } else this.#drop(entry, next, reasonOf(next.leg, change));
    }
    if (!move || entry.claiming || !seats[entry.participant]?.session) return;
    if (!entry.next) this.#begin(entry, move, 0);
    else if (entry.next.failed && performance.now() >= entry.next.againAt) {
      this.#begin(entry, move, entry.next.tries + 1);
    }
  }

  /** Media on the leg that is being prepared. @throws MEET_SFU_UNAVAILABLE, MEET_SFU_REFUSED */
  media(entry: Entry, leg: number): Promise<ParticipantMedia> {
    const { next } = entry;
    if (next?.leg !== leg || next.failed)
      throw meetErrors.make('MEET_SFU_UNAVAILABLE', `leg ${leg} is not prepared here`);
    return this.#ensure(entry, next);
  }

  /** A new connection knows nothing of the second leg: it begins anew. */
  restart(entry: Entry): void {
    this.end(entry);
    this.follow(entry);
  }

  /** The connection stands, but under a newer generation: the log is told again what there is. */
  async store({ next }: Entry): Promise<void> {
    await next?.media?.store();
    next?.media?.sync();
  }

  /** Ends a participant's second leg without a word: the participant has left, or is elsewhere. */
  end(entry: Entry): void {
    const { next } = entry;
    entry.next = undefined;
    void next?.media?.destroy();
  }

  #begin(entry: Entry, { leg, sfu, standby }: Move, tries: number): void {
    const nothing = { media: undefined, opening: undefined, failed: false, againAt: 0 };
    const next: NextLeg = { leg, sfu, tries, ...nothing };
    entry.next = next;
    this.#client(entry).move(leg, sfu, standby);
    this.#ensure(entry, next).then(
      (media) => media.sync(),
      (error: unknown) => {
        if (entry.next === next) giveUp(this.#ground, entry, leg, messageOf(error));
      },
    );
  }

  #ensure(entry: Entry, next: NextLeg): Promise<ParticipantMedia> {
    if (next.media && !next.media.closed) return Promise.resolve(next.media);
    next.opening ??= this.#open(entry, next).finally(() => {
      next.opening = undefined;
    });
    return next.opening;
  }

  async #open(entry: Entry, next: NextLeg): Promise<ParticipantMedia> {
    const sfu = this.#ground.pool.get(next.sfu);
    if (!sfu) throw meetErrors.make('MEET_SFU_UNAVAILABLE', `${next.sfu} is not an SFU of this backend`);
    const media = await openMedia(mediaDeps(this.#ground, entry, sfu, next.leg));
    const switched = this.#entries.holds(entry) && entry.room.state.placement?.version === next.leg;
    // A tile is as large as before: what comes over this leg must not be narrower, nor wider than it is shown.
    if (entry.wants) media.subscriber.want(entry.wants);
    if (entry.next === next && !next.failed) next.media = media;
    else if (switched) entry.media = media;
    else {
      await media.destroy();
      throw meetErrors.make('MEET_SFU_UNAVAILABLE', `leg ${next.leg} was given up meanwhile`);
    }
    return media;
  }

  #switchTo(entry: Entry, next: NextLeg): void {
    entry.media?.retire(this.#ground.settings.releaseMs);
    entry.media = next.media;
    const { opening } = next;
    if (opening) {
      const forget = () => {
        if (entry.opening === opening) entry.opening = undefined;
      };
      entry.opening = opening;
      opening.then(forget, forget);
    }
    this.#client(entry).switched(next.leg);
  }

  #drop(entry: Entry, next: NextLeg, reason: string): void {
    void next.media?.destroy();
    this.#client(entry).kept(next.leg, reason);
  }

  #client({ room, participant }: Entry) {
    return this.#ground.clientOf(room.id, participant);
  }
}

function reasonOf(leg: number, change: RoomChange | undefined): string {
  const event = change?.events.find((one) => one.type === 'migration-dropped' && one.leg === leg);
  return event?.type === 'migration-dropped' ? event.reason : 'the room went another way';
}
