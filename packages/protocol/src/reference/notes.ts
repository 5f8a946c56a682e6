import type { ClientMessage, ErrorCode, ServerMessage } from '../messages.ts';
import type { RoomEvent } from '../room-events.ts';

type KeysOf<M> = M extends unknown ? keyof M : never;

/** A sentence on each field of a message; `type`, `id` and `re` mean the same everywhere. */
export type FieldNotes<M> = { readonly [K in Exclude<KeysOf<M>, 'type' | 'id' | 're'>]: string };

type Client<T> = Extract<ClientMessage, { type: T }>;

export interface ClientNote<T extends ClientMessage['type']> {
  readonly about: string;
  readonly fields: FieldNotes<Client<T>>;
  /** What answers it when it was carried out. */
  readonly answer: ServerMessage['type'];
  /** Why it may be refused, beside what every message may be refused for. */
  readonly refusals: readonly ErrorCode[];
  /** What others, or the sender, get to see of it. */
  readonly follows?: string;
}

/** Notes on some messages of clients, by type. */
export type ClientNotes<T extends ClientMessage['type']> = { readonly [K in T]: ClientNote<K> };

export interface ServerNote<T extends ServerMessage['type']> {
  readonly about: string;
  readonly fields: FieldNotes<Extract<ServerMessage, { type: T }>>;
}
export type ServerNotes = { readonly [T in ServerMessage['type']]: ServerNote<T> };

type Event<T> = Extract<RoomEvent, { type: T }>;

/** `type`, `at` and `participant` mean the same in all events. */
export interface EventNote<T extends RoomEvent['type']> {
  readonly about: string;
  readonly fields: { readonly [K in Exclude<KeysOf<Event<T>>, 'type' | 'at' | 'participant'>]: string };
}
export type EventNotes = { readonly [T in RoomEvent['type']]: EventNote<T> };
