import type { PictureWant } from '@stoa/protocol';
import { messageOf, withDeadline } from '@stoa/toolkit/base';
import { meetErrors } from '../errors.ts';
import type { Room, RoomChange } from '../rooms/index.ts';
import { generationOf, type SfuSession } from '../state/index.ts';
import { claimMedia } from './claim.ts';
import { Entries, type Entry } from './entries.ts';
import { janusErrors } from './janus-message.ts';
import { janusCode } from './janus-socket.ts';
import { mediaDeps, openMedia, type MediaGround } from './media-deps.ts';
import type { MediaRoom } from './media-port.ts';
import { mediaRoom } from './media-room.ts';
import { NextLegs } from './next-legs.ts';
import type { ParticipantMedia } from './participant-media.ts';
import type { Sfu } from './sfu-pool.ts';
import { removeVideoRooms } from './video-rooms.ts';

export interface MediaManagerDeps extends Omit<MediaGround, 'onGone'> {
  /** Name of this backend. */
  readonly backend: string;
  readonly onClaim: (outcome: 'kept' | 'lost') => void;
}

/** What changes who can be subscribed to, or where, or who is to be heard. */
const mediaEvents: ReadonlySet<string> = new Set([
  'placed',
  'published',
  'unpublished',
  'leg-published',
  'screen',
  'left',
  'muted',
  'media',
]);

/** The media of the participants whose connections this backend holds. */
export class MediaManager {
  readonly #deps: MediaManagerDeps;
  readonly #ground: MediaGround;
  readonly #entries = new Entries();
  readonly #next: NextLegs;

  constructor(deps: MediaManagerDeps) {
    this.#deps = deps;
    this.#ground = { ...deps, onGone: (entry, sfu) => this.#gone(entry, sfu) };
    this.#next = new NextLegs(this.#ground, this.#entries);
  }

  inUse(room: Room): boolean {
    return this.#entries.has(room);
  }

  /** Media for a connection that just joined; the session is made in the background. */
  join(room: Room, participant: string, generation: number): void {
    this.#prepare(this.#entries.add(room, participant, generation));
  }

  /**
   * Media for a connection that came back: the own session goes on, another backend's is claimed.
   * The connection generation has been raised before, which fences the earlier owner.
   */
  async resume(room: Room, participant: string, generation: number): Promise<'none' | 'kept' | 'lost'> {
    if (!room.state.placement?.sfu) return 'none';
    // A newer connection is somewhere already; a claim would only take its session away.
    if (generationOf(room.state, participant) !== generation) return 'lost';
    const mine = this.#entries.find(room, participant);
    const stored = room.state.seats[participant]?.session ?? null;
    // The session is still this backend's if there was no connection to another one in between.
    if (mine && mine.generation === generation - 1) return this.#resumeOwn(mine, generation);
    mine?.media?.fence();
    const entry = this.#entries.add(room, participant, generation);
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
    const work = claimMedia(mediaDeps(this.#ground, entry, sfu), stored, settings.claimMs);
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
    const entry = this.#entries.find(room, participant);
    if (!entry || entry.generation === generation) return;
    entry.generation = generation;
    Promise.all([entry.media?.store(), this.#next.store(entry)]).catch((error: unknown) => {
      this.#deps.log.warn({ participant, reason: messageOf(error) }, 'an SFU session could not be stored');
    });
  }

  /** After the welcome: sends what is open, and subscribes to what was published meanwhile. */
  welcomed(room: Room, participant: string): void {
    const entry = this.#entries.find(room, participant);
    if (!entry?.media || !room.state.placement) return;
    // What was said of legs to the connection before may not have arrived.
    this.#deps.clientOf(room.id, participant).switched(room.state.placement.version);
    entry.media.begin();
    this.#next.restart(entry);
  }

  /**
   * Media on the present leg, or on the one that is being prepared.
   * @throws MEET_SFU_UNAVAILABLE, MEET_SFU_REFUSED
   */
  async media(room: Room, participant: string, leg?: number): Promise<ParticipantMedia> {
    const entry = this.#entries.find(room, participant);
    if (!entry) throw meetErrors.make('MEET_SFU_UNAVAILABLE', 'this participant has no media here');
    return leg === undefined ? this.#ensure(entry) : this.#next.media(entry, leg);
  }

  /** Which pictures are worth how much to a participant, on whatever leg they come. @throws as `media` */
  async want(room: Room, participant: string, wants: readonly PictureWant[]): Promise<void> {
    const entry = this.#entries.find(room, participant);
    if (entry) entry.wants = wants;
    entry?.next?.media?.subscriber.want(wants);
    (await this.media(room, participant)).subscriber.want(wants);
  }

  /** Follows a room: people who left, connections that went elsewhere, a move to another SFU, publications. */
  follow(change: RoomChange, room: Room): void {
    removeVideoRooms(this.#deps.pool, change, room, this.#deps.settings.releaseMs);
    const concerned = change.reset || change.events.some((event) => mediaEvents.has(event.type));
    const people = new Map(change.after.view.participants.map((p) => [p.id, p]));
    for (const entry of this.#entries.of(room)) {
      const person = people.get(entry.participant);
      if (!person) {
        this.#entries.remove(entry);
        this.#next.end(entry);
        void entry.media?.destroy();
      } else if (person.generation > entry.generation && this.#isElsewhere(entry, change)) {
        this.#entries.remove(entry);
        this.#next.end(entry);
        entry.media?.fence();
      } else {
        this.#next.follow(entry, change);
        if (concerned) this.#followPlace(entry);
      }
    }
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
    } else if (media) media.sync();
    else this.#prepare(entry);
    entry.next?.media?.sync();
  }

  /** Looks after what a missed event or an outage of the log left undone. */
  tick(): void {
    for (const entry of this.#entries.all()) {
      this.#next.follow(entry);
      entry.next?.media?.sync();
      if (entry.media) entry.media.sync();
      else this.#prepare(entry);
    }
  }

  /** Leaves all sessions to whoever claims them. */
  close(): void {
    for (const entry of this.#entries.all()) {
      entry.media?.fence();
      this.#next.end(entry);
    }
    this.#entries.clear();
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
    const media = await this.#openOn(entry, sfu);
    const still = this.#entries.holds(entry);
    if (!still && this.#isClaimable(entry, media)) {
      media.fence();
      throw meetErrors.make('MEET_SFU_UNAVAILABLE', 'another session backend has this connection now');
    }
    if (!still || this.#roomOf(entry).place()?.videoRoom !== media.videoRoom) {
      await media.destroy();
      throw meetErrors.make('MEET_SFU_UNAVAILABLE', 'the room has moved meanwhile; try again');
    }
    if (entry.wants) media.subscriber.want(entry.wants);
    entry.media = media;
    return media;
  }

  /** A room on an SFU that takes no new sessions has to go: who comes in gets media where it then is. */
  async #openOn(entry: Entry, sfu: Sfu): Promise<ParticipantMedia> {
    try {
      return await openMedia(mediaDeps(this.#ground, entry, sfu));
    } catch (error) {
      if (janusCode(error) !== janusErrors.noNewSessions) throw error;
      sfu.cordoned = true;
      entry.room.execute({ type: 'begin', from: sfu.name }).catch((reason: unknown) => {
        this.#deps.log.warn(
          { room: entry.room.id, reason: messageOf(reason) },
          'a room cannot leave its SFU',
        );
      });
      const message = `the SFU ${sfu.name} takes no new sessions; the room is going to another one`;
      throw meetErrors.make('MEET_SFU_UNAVAILABLE', message, { hint: 'try again in a moment' });
    }
  }

  /** A newer connection of this participant finds the session in the log, and its backend takes it over. */
  #isClaimable({ room, participant }: Entry, media: ParticipantMedia): boolean {
    return room.state.seats[participant]?.session?.session === media.session;
  }

  #gone(entry: Entry, sfu: string): void {
    entry.media?.fence();
    entry.media = undefined;
    this.#lost(entry, `the SFU ${sfu} lost the session`);
    this.#prepare(entry);
  }

  #roomOf(entry: Entry): MediaRoom {
    return mediaRoom(entry.room, entry, this.#deps.maxParticipants);
  }
}
