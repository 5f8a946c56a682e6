import { limits, participantId, serverMessageSchema, type SignalData } from '@stoa/protocol';
import { z } from 'zod';
import { refusal } from '../errors.ts';
import type { Bus } from '../log/index.ts';
import type { Room, Rooms } from '../rooms/index.ts';
import { HeldSignals, type HeldBounds } from './held-signals.ts';
import { permit } from './moderate.ts';
import type { Member, Participants } from './participants.ts';

const envelopeSchema = z.object({
  room: z.string(),
  to: participantId,
  message: serverMessageSchema,
  /** Backends that it was passed on by: participants move quicker than the log tells. */
  hops: z.int().nonnegative().optional(),
});
type Envelope = z.infer<typeof envelopeSchema>;

export interface SignalsDeps {
  readonly bus: Bus;
  /** Name of this backend. */
  readonly backend: string;
  readonly participants: Participants;
  readonly rooms: Pick<Rooms, 'get' | 'use'>;
}

/** A negotiation has an offer and some dozen candidates; who is away longer negotiates anew. */
const bounds: HeldBounds = { each: 64, participants: 1_000, ms: 5_000 };
const lookMs = 50;
const mostHops = 4;

/**
 * Carries mesh signalling between participants, over the backends if need be. What is for somebody on the move from
 * one backend to another is held for a moment, and follows them. Only one that is passed on by a backend that they have
 * just left may be overtaken by a later one, which took the shorter way.
 */
export class Signals {
  readonly #deps: SignalsDeps;
  readonly #held = new HeldSignals<Envelope>(bounds);
  #looking = false;

  constructor(deps: SignalsDeps) {
    this.#deps = deps;
    deps.bus.onMessage((text) => this.#receive(text));
  }

  /** @throws MEET_REFUSED, MEET_LOG_UNAVAILABLE */
  async send(from: Member, to: string, data: SignalData): Promise<void> {
    const { room } = from;
    permit(from, 'signal');
    if (room.state.placement?.sfu) {
      throw refusal('not-allowed', 'signal is for rooms without SFU; publish here instead');
    }
    const target = room.state.view.participants.find((p) => p.id === to);
    if (!target || target.role === 'waiting' || to === from.participant) {
      throw refusal(
        'no-such-participant',
        `${to} is not in this room (a mesh holds ${limits.meshParticipants})`,
      );
    }
    const message = { type: 'signal', from: from.participant, data } as const;
    const kept = await this.#route({ room: room.id, to, message });
    if (!kept) throw refusal('no-such-participant', `${to} is not connected at the moment`);
  }

  /** @returns false when it could neither be delivered nor passed on nor held */
  async #route(envelope: Envelope): Promise<boolean> {
    const { room, to } = envelope;
    // Behind what waits already.
    if (this.#held.has(keyOf(envelope))) return this.#held.hold(keyOf(envelope), envelope);
    if (this.#deliver(envelope)) return true;
    const backend = backendOf(this.#deps.rooms.get(room), to);
    const { hops = 0 } = envelope;
    if (backend === undefined || backend === this.#deps.backend || hops >= mostHops) {
      return this.#hold(envelope);
    }
    await this.#deps.bus.send(backend, JSON.stringify({ ...envelope, hops: hops + 1 }));
    return true;
  }

  #deliver({ room, to, message }: Envelope): boolean {
    const connection = this.#deps.participants.get(room, to)?.connection;
    if (!connection || connection.closing) return false;
    connection.send(message);
    return true;
  }

  #receive(text: string): void {
    let envelope: Envelope;
    try {
      envelope = envelopeSchema.parse(JSON.parse(text));
    } catch {
      return;
    }
    this.#route(envelope).catch(() => this.#hold(envelope));
  }

  #hold(envelope: Envelope): boolean {
    const held = this.#held.hold(keyOf(envelope), { ...envelope, hops: 0 });
    if (held) this.#lookAgain();
    return held;
  }

  #lookAgain(): void {
    if (this.#looking) return;
    this.#looking = true;
    setTimeout(() => void this.#look(), lookMs);
  }

  /** Delivers, or passes on, what is for people who have arrived. */
  async #look(): Promise<void> {
    this.#held.expire();
    await Promise.all(this.#held.keys().map((key) => this.#follow(key).catch(() => {})));
    this.#looking = false;
    if (this.#held.size > 0) this.#lookAgain();
  }

  async #follow(key: string): Promise<void> {
    const [id = '', to = ''] = key.split('/');
    const { participants, backend: own, rooms } = this.#deps;
    const connection = participants.get(id, to)?.connection;
    if (connection && !connection.closing) {
      for (const envelope of this.#held.take(key)) this.#deliver(envelope);
      return;
    }
    // Who was the last one here may have left no copy of the room, or one that nobody tells of changes.
    await rooms.use(id, (room) => room.catchUp());
    const backend = backendOf(rooms.get(id), to);
    if (backend === undefined || backend === own || participants.get(id, to)) return;
    for (const envelope of this.#held.take(key)) {
      const text = JSON.stringify({ ...envelope, hops: 1 });
      await this.#deps.bus.send(backend, text).catch(() => this.#held.hold(key, envelope));
    }
  }
}

function keyOf({ room, to }: Envelope): string {
  return `${room}/${to}`;
}

/** Where somebody's connection is; undefined while there is none. */
function backendOf(room: Room | undefined, id: string): string | undefined {
  const person = room?.state.view.participants.find((p) => p.id === id);
  return person?.connected ? room?.state.seats[id]?.backend : undefined;
}
