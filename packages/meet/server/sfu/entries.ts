import type { PictureWant } from '@stoa/protocol';
import type { Room } from '../rooms/index.ts';
import type { ParticipantMedia } from './participant-media.ts';

/** A participant's part of the leg that its room prepares. */
export interface NextLeg {
  readonly leg: number;
  readonly sfu: string;
  media: ParticipantMedia | undefined;
  /** The session is being made. */
  opening: Promise<ParticipantMedia> | undefined;
  /** Given up for this participant alone: a leg in reserve that does not work. It is begun again later. */
  failed: boolean;
  /** How often it was begun before. */
  readonly tries: number;
  /** Once it has failed: not begun again before this time, on `performance.now()`. */
  againAt: number;
}

/** The media of a participant whose connection is here, or was here last. */
export interface Entry {
  readonly room: Room;
  readonly participant: string;
  generation: number;
  media: ParticipantMedia | undefined;
  /** The session is being made. */
  opening: Promise<ParticipantMedia> | undefined;
  /** A session of another backend is being claimed; no other is made meanwhile. */
  claiming: Promise<boolean> | undefined;
  next: NextLeg | undefined;
  /** How large the participant shows whose picture; every leg is told. */
  wants: readonly PictureWant[] | undefined;
}

/** The entries of this backend, by room and participant. */
export class Entries {
  readonly #rooms = new Map<string, Map<string, Entry>>();

  has(room: Room): boolean {
    return this.#rooms.has(room.id);
  }

  /** A new entry in the place of an older one. */
  add(room: Room, participant: string, generation: number): Entry {
    const nothing = {
      media: undefined,
      opening: undefined,
      claiming: undefined,
      next: undefined,
      wants: undefined,
    };
    const entry: Entry = { room, participant, generation, ...nothing };
    const entries = this.#rooms.get(room.id) ?? new Map<string, Entry>();
    this.#rooms.set(room.id, entries.set(participant, entry));
    return entry;
  }

  find(room: Room, participant: string): Entry | undefined {
    return this.#rooms.get(room.id)?.get(participant);
  }

  holds(entry: Entry): boolean {
    return this.find(entry.room, entry.participant) === entry;
  }

  remove({ room, participant }: Entry): void {
    const entries = this.#rooms.get(room.id);
    entries?.delete(participant);
    if (entries?.size === 0) this.#rooms.delete(room.id);
  }

  of(room: Room): Entry[] {
    return [...(this.#rooms.get(room.id)?.values() ?? [])];
  }

  all(): Entry[] {
    return [...this.#rooms.values()].flatMap((entries) => Array.from(entries.values()));
  }

  clear(): void {
    this.#rooms.clear();
  }
}
