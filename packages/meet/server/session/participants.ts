import { closeCodes, type ParticipantView } from '@stoa/protocol';
import { sayRemoved } from './say-removed.ts';
import type { Room, RoomChange } from '../rooms/index.ts';
import { frameText, type Connection } from '../socket/index.ts';
import { isOpen, isPublic, isWaiting, projectEvents, type Actor, type RoomState } from '../state/index.ts';

/** A participant whose connection is here. */
export interface Member {
  readonly room: Room;
  readonly participant: string;
  generation: number;
  readonly connection: Connection;
  /** `reconnect` is under way: the newer generation that comes is this connection's own. */
  healing?: boolean;
  /** Who that is, where a token said so. */
  readonly user?: string | undefined;
  /** Not let in yet. */
  waiting?: boolean;
}

/** The connections of this backend by room and participant; tells each what happens in its room. */
export class Participants {
  readonly #backend: string;
  readonly #onHealed: (member: Member) => void;
  readonly #onAdmitted: (member: Member) => void;
  readonly #rooms = new Map<string, Map<string, Member>>();
  /** Joining or resuming at this moment: the log may say `connected` before the member is here. */
  readonly #arriving = new Map<string, number>();
  readonly #goneListeners = new Set<(member: Member) => void>();

  /**
   * @param onHealed a connection goes on under a newer generation
   * @param onAdmitted somebody who waited was let in: they know nothing of the room yet
   */
  constructor(
    backend: string,
    onHealed: (member: Member) => void = () => {},
    onAdmitted: (member: Member) => void = () => {},
  ) {
    this.#onAdmitted = onAdmitted;
    this.#backend = backend;
    this.#onHealed = onHealed;
  }

  get size(): number {
    return [...this.#rooms.values()].reduce((sum, members) => sum + members.size, 0);
  }

  /** Rooms with somebody here. */
  get rooms(): number {
    return this.#rooms.size;
  }

  all(): Member[] {
    return [...this.#rooms.values()].flatMap((members) => Array.from(members.values()));
  }

  of(room: string): Member[] {
    return [...(this.#rooms.get(room)?.values() ?? [])];
  }

  get(room: string, participant: string): Member | undefined {
    return this.#rooms.get(room)?.get(participant);
  }

  holds(room: Room, actor: Actor): boolean {
    if (this.#arriving.has(room.id)) return true;
    const member = this.get(room.id, actor.participant);
    return member !== undefined && member.generation >= actor.generation;
  }

  /** Runs an arrival; until it is over nobody of the room counts as broken off. */
  async arriving<T>(room: Room, work: () => Promise<T>): Promise<T> {
    this.#arriving.set(room.id, (this.#arriving.get(room.id) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const left = (this.#arriving.get(room.id) ?? 1) - 1;
      if (left > 0) this.#arriving.set(room.id, left);
      else this.#arriving.delete(room.id);
    }
  }

  add(member: Member): void {
    const members = this.#rooms.get(member.room.id) ?? new Map<string, Member>();
    const older = members.get(member.participant);
    this.#rooms.set(member.room.id, members.set(member.participant, member));
    if (older && older.connection !== member.connection) sayReplaced(older);
  }

  remove(member: Member): void {
    const members = this.#rooms.get(member.room.id);
    if (members?.get(member.participant) !== member) return;
    members.delete(member.participant);
    if (members.size === 0) this.#rooms.delete(member.room.id);
    for (const listener of this.#goneListeners) listener(member);
  }

  /** Listens for members whose connection here has ended, or was taken over elsewhere. @returns how to stop */
  onGone(listener: (member: Member) => void): () => void {
    this.#goneListeners.add(listener);
    return () => void this.#goneListeners.delete(listener);
  }

  /** Passes a change on: framed once where all may see it alike. Members who are out are told so. */
  follow(change: RoomChange, room: Room): void {
    const members = this.of(room.id);
    if (members.length === 0) return;
    const frame = framer(change);
    const people = peopleOf(change.after);
    for (const member of members) {
      const person = people.get(member.participant);
      if (person && person.generation > member.generation) {
        const healed = member.healing && change.after.seats[person.id]?.backend === this.#backend;
        if (!healed) {
          this.remove(member);
          sayReplaced(member);
          continue;
        }
        member.generation = person.generation;
        this.#onHealed(member);
      }
      if (member.waiting && person && !isWaiting(change.after, person.id)) {
        member.waiting = false;
        this.#onAdmitted(member);
      } else member.connection.sendFrame(frame(member));
      if (person && !person.connected) this.#heal(member);
      if (!person) {
        this.remove(member);
        sayRemoved(member, change.events);
      }
    }
  }

  /** Others took this backend for dead while the connection stood: say that it is there. */
  #heal(member: Member): void {
    if (member.healing || member.connection.closing) return;
    member.healing = true;
    const { room, participant, generation } = member;
    room
      .execute({ type: 'reconnect', participant, generation, backend: this.#backend })
      .catch(() => {
        // The place is gone, or a newer connection has it: the next change says so.
      })
      .finally(() => {
        member.healing = false;
      });
  }
}

const peopleById = new WeakMap<readonly ParticipantView[], ReadonlyMap<string, ParticipantView>>();

/** The people of a room by id; most changes leave them as they are, so the table is made once for a list. */
function peopleOf({ view: { participants } }: RoomState): ReadonlyMap<string, ParticipantView> {
  const known = peopleById.get(participants);
  if (known) return known;
  const people = new Map(participants.map((p) => [p.id, p]));
  peopleById.set(participants, people);
  return people;
}

/** Frames a change for one member after the other. */
function framer({ from, version, events, json }: RoomChange): (member: Member) => Buffer {
  const framed = (shown: string) =>
    frameText(`{"type":"events","from":${from},"version":${version},"events":${shown}}`);
  const shown = events.filter(isPublic);
  const open = shown.every(isOpen);
  // What is in the log is what everybody may see, as long as nothing in it is private.
  const whole = json !== undefined && shown.length === events.length;
  const common = open ? framed(whole ? `[${json}]` : JSON.stringify(shown)) : undefined;
  return ({ participant, waiting = false }) =>
    common && !waiting ? common : framed(JSON.stringify(projectEvents(events, { participant, waiting })));
}

function sayReplaced(member: Member): void {
  member.connection.bye('replaced', 'a newer connection took over', closeCodes.replaced);
}
