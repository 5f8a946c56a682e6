import type { Logger } from 'pino';
import { messageOf, withDeadline } from '@stoa/toolkit/base';
import { meetErrors } from '../errors.ts';
import type { Room, RoomChange } from '../rooms/index.ts';
import type { Settings } from '../settings.ts';
import { generationOf, type SfuSession } from '../state/index.ts';
import type { MediaClient, MediaRoom } from './media-port.ts';
import { mediaRoom } from './media-room.ts';
import { claimMedia } from './claim.ts';
import { newFeed, ParticipantMedia, type ParticipantMediaDeps } from './participant-media.ts';
import { videoRoomNumber, type Sfu, type SfuPool } from './sfu-pool.ts';

export interface MediaManagerDeps {
  readonly pool: SfuPool;
  readonly settings: Settings;
  /** Name of this backend. */
  readonly backend: string;
  readonly maxParticipants: number;
  readonly log: Logger;
  /** The connection of a participant, wherever it is by now; messages to nobody are dropped. */
  readonly clientOf: (room: string, participant: string) => MediaClient;
  readonly onClaim: (outcome: 'kept' | 'lost') => void;
}

interface Entry {
  readonly room: Room;
  readonly participant: string;
  generation: number;
  media: ParticipantMedia | undefined;
  /** The session is being made. */
  opening: Promise<ParticipantMedia> | undefined;
  /** A session of another backend is being claimed; no other is made meanwhile. */
  claiming: Promise<boolean> | undefined;
}

/** What changes who can be subscribed to, or where, or who is to be heard. */
const mediaEvents: ReadonlySet<string> = new Set('placed published unpublished left muted media'.split(' '));

/** The media of the participants whose connections this backend holds. */
export class MediaManager {
  readonly #deps: MediaManagerDeps;
  /** By room and participant. */
  readonly #rooms = new Map<string, Map<string, Entry>>();

  constructor(deps: MediaManagerDeps) {
    this.#deps = deps;
  }

  inUse(room: Room): boolean {
    return this.#rooms.has(room.id);
  }

  /** Media for a connection that just joined; the session is made in the background. */
  join(room: Room, participant: string, generation: number): void {
    this.#prepare(this.#add(room, participant, generation));
  }

  #add(room: Room, participant: string, generation: number): Entry {
    const nothing = { media: undefined, opening: undefined, claiming: undefined };
    const entry: Entry = { room, participant, generation, ...nothing };
    const entries = this.#rooms.get(room.id) ?? new Map<string, Entry>();
    this.#rooms.set(room.id, entries.set(participant, entry));
    return entry;
  }

  #find(room: Room, participant: string): Entry | undefined {
    return this.#rooms.get(room.id)?.get(participant);
  }

  #remove({ room, participant }: Entry): void {
    const entries = this.#rooms.get(room.id);
    entries?.delete(participant);
    if (entries?.size === 0) this.#rooms.delete(room.id);
  }

  #all(): Entry[] {
    return [...this.#rooms.values()].flatMap((entries) => Array.from(entries.values()));
  }

  /**
   * Media for a connection that came back: the own session goes on, another backend's is claimed.
   * The connection generation has been raised before, which fences the earlier owner.
   */
  async resume(room: Room, participant: string, generation: number): Promise<'none' | 'kept' | 'lost'> {
    if (!room.state.placement?.sfu) return 'none';
    // A newer connection is somewhere already; a claim would only take its session away.
    if (generationOf(room.state, participant) !== generation) return 'lost';
    const mine = this.#find(room, participant);
    const stored = room.state.seats[participant]?.session ?? null;
    // The session is still this backend's if there was no connection to another one in between.
    if (mine && mine.generation === generation - 1) return this.#resumeOwn(mine, generation);
    mine?.media?.fence();
    const entry = this.#add(room, participant, generation);
    if (stored) entry.claiming = this.#claim(entry, stored);
    const kept = await entry.claiming;
    entry.claiming = undefined;
    if (kept) return 'kept';
    this.#prepare(entry);
    return 'lost';
  }

  async #resumeOwn(entry: Entry, generation: number): Promise<'kept' | 'lost'> {
    entry.generation = generation;
    await entry.claiming;
    if (entry.media && !entry.media.closed) {
      await entry.media.store();
      return 'kept';
    }
    this.#prepare(entry);
    return 'lost';
  }

  async #claim(entry: Entry, stored: SfuSession): Promise<boolean> {
    const { pool, settings, log, onClaim } = this.#deps;
    const sfu = pool.get(stored.sfu);
    if (!sfu) return false;
    const work = claimMedia(this.#mediaDeps(entry, sfu), stored, settings.claimMs);
    try {
      entry.media = await withDeadline(work, settings.claimMs, 'the claim of an SFU session');
      await entry.media.store();
      // The connections in between may have had their backends claim, too, and that may come later than this.
      if (entry.generation - stored.generation > 1) entry.media.reclaimLater();
      onClaim('kept');
      return true;
    } catch (error) {
      const reason = messageOf(error);
      log.warn({ participant: entry.participant, reason }, 'an SFU session could not be claimed');
      onClaim('lost');
      entry.media = undefined;
      // Also when it succeeds too late.
      work.then((media) => media.fence()).catch(() => {});
      return false;
    }
  }

  /** The connection, still the same, has a newer generation. */
  regenerate(room: Room, participant: string, generation: number): void {
    const entry = this.#find(room, participant);
    if (!entry || entry.generation === generation) return;
    entry.generation = generation;
    entry.media?.store().catch((error: unknown) => {
      this.#deps.log.warn({ participant, reason: messageOf(error) }, 'an SFU session could not be stored');
    });
  }

  /** After the welcome: sends what is open, and subscribes to what was published meanwhile. */
  welcomed(room: Room, participant: string): void {
    this.#find(room, participant)?.media?.begin();
  }

  /** @throws MEET_SFU_UNAVAILABLE, MEET_SFU_REFUSED */
  async media(room: Room, participant: string): Promise<ParticipantMedia> {
    const entry = this.#find(room, participant);
    if (!entry) throw meetErrors.make('MEET_SFU_UNAVAILABLE', 'this participant has no media here');
    return this.#ensure(entry);
  }

  /** Follows a room: people who left, connections that went elsewhere, a move to another SFU, publications. */
  follow(change: RoomChange, room: Room): void {
    this.#removeVideoRoom(change, room);
    const concerned = change.reset || change.events.some((event) => mediaEvents.has(event.type));
    const people = new Map(change.after.view.participants.map((p) => [p.id, p]));
    for (const entry of this.#rooms.get(room.id)?.values() ?? []) {
      const person = people.get(entry.participant);
      if (!person) {
        this.#remove(entry);
        void entry.media?.destroy();
      } else if (person.generation > entry.generation && this.#isElsewhere(entry, change)) {
        this.#remove(entry);
        entry.media?.fence();
      } else if (concerned) this.#followPlace(entry);
    }
  }

  /** A VideoRoom that is no longer used is removed, by whichever backends see it; the second finds nothing to do. */
  #removeVideoRoom({ before, after }: RoomChange, room: Room): void {
    const old = before.placement;
    const left = after.view.participants.length === 0 && before.view.participants.length > 0;
    if (!old?.sfu || (!left && after.placement?.version === old.version)) return;
    const number = videoRoomNumber(room.id, old.version);
    void this.#deps.pool.removeVideoRoom(old.sfu, number);
  }

  /** The newer connection is at another backend, which claims the session. */
  #isElsewhere(entry: Entry, change: RoomChange): boolean {
    return change.after.seats[entry.participant]?.backend !== this.#deps.backend;
  }

  #followPlace(entry: Entry): void {
    const { media } = entry;
    const place = this.#roomOf(entry).place();
    if (media && !media.closed && (!place || media.videoRoom !== place.videoRoom)) {
      void media.destroy();
      entry.media = undefined;
      this.#lost(entry, 'the room moved to another SFU');
      this.#prepare(entry);
    } else media?.sync();
  }

  /** Looks after what a missed event or an outage of the log left undone. */
  tick(): void {
    for (const entry of this.#all()) {
      if (entry.media) entry.media.sync();
      else this.#prepare(entry);
    }
  }

  /** Leaves all sessions to whoever claims them. */
  close(): void {
    for (const entry of this.#all()) entry.media?.fence();
    this.#rooms.clear();
  }

  #lost(entry: Entry, reason: string): void {
    this.#deps.clientOf(entry.room.id, entry.participant).lost(reason);
  }

  #prepare(entry: Entry): void {
    if (entry.claiming) return;
    const place = this.#roomOf(entry).place();
    if (!place || !this.#deps.pool.get(place.sfu)?.socket.up) return;
    this.#ensure(entry).then(
      (media) => media.sync(),
      (error: unknown) =>
        this.#deps.log.warn({ participant: entry.participant, reason: messageOf(error) }, 'no SFU session'),
    );
  }

  #ensure(entry: Entry): Promise<ParticipantMedia> {
    if (entry.media && !entry.media.closed) return Promise.resolve(entry.media);
    entry.opening ??= this.#open(entry).finally(() => {
      entry.opening = undefined;
    });
    return entry.opening;
  }

  async #open(entry: Entry): Promise<ParticipantMedia> {
    const place = this.#roomOf(entry).place();
    const sfu = place && this.#deps.pool.get(place.sfu);
    if (!place || !sfu) throw meetErrors.make('MEET_SFU_UNAVAILABLE', 'this room has no SFU');
    const deps = this.#mediaDeps(entry, sfu);
    const session = await sfu.sessions.create(deps.onGone);
    const media = new ParticipantMedia(deps, session, { publisher: null, subscriber: null, feed: newFeed() });
    try {
      await media.open();
    } catch (error) {
      await media.destroy();
      throw error;
    }
    const still = this.#find(entry.room, entry.participant) === entry;
    if (!still && this.#isClaimable(entry, media)) {
      media.fence();
      throw meetErrors.make('MEET_SFU_UNAVAILABLE', 'another session backend has this connection now');
    }
    if (!still || this.#roomOf(entry).place()?.videoRoom !== media.videoRoom) {
      await media.destroy();
      throw meetErrors.make('MEET_SFU_UNAVAILABLE', 'the room has moved meanwhile; try again');
    }
    entry.media = media;
    return media;
  }

  /** A newer connection of this participant finds the session in the log, and its backend takes it over. */
  #isClaimable({ room, participant }: Entry, media: ParticipantMedia): boolean {
    return room.state.seats[participant]?.session?.session === media.session;
  }

  #mediaDeps(entry: Entry, sfu: Sfu): ParticipantMediaDeps {
    const room = this.#roomOf(entry);
    const { clientOf, log, settings } = this.#deps;
    const { participant } = entry;
    return {
      participant,
      sfu,
      videoRoom: room.place()?.videoRoom ?? 0,
      room,
      client: {
        offer: (offer) => clientOf(entry.room.id, participant).offer(offer),
        lost: (reason) => clientOf(entry.room.id, participant).lost(reason),
      },
      settings,
      onGone: () => {
        entry.media?.fence();
        entry.media = undefined;
        this.#lost(entry, `the SFU ${sfu.name} lost the session`);
        this.#prepare(entry);
      },
      onError: (error) => log.debug({ participant, reason: messageOf(error) }, 'media is not in line yet'),
    };
  }

  #roomOf(entry: Entry): MediaRoom {
    return mediaRoom(entry.room, entry, this.#deps.maxParticipants);
  }
}
