import { participantId, serverMessageSchema, type ServerMessage } from '@stoa/protocol';
import { z } from 'zod';
import type { Bus } from '../log/index.ts';
import type { Room } from '../rooms/index.ts';
import type { Participants } from './participants.ts';

const envelopeSchema = z.object({
  kind: z.literal('notice'),
  room: z.string(),
  /** Null: everybody who has been let in. */
  target: participantId.nullable(),
  from: participantId,
  message: serverMessageSchema,
});
type Envelope = z.infer<typeof envelopeSchema>;

/** Carries messages that nobody keeps (reactions, requests to unmute) to the people of a room, over the backends. */
export class Notices {
  readonly #bus: Bus;
  readonly #backend: string;
  readonly #participants: Participants;

  constructor(bus: Bus, backend: string, participants: Participants) {
    this.#bus = bus;
    this.#backend = backend;
    this.#participants = participants;
    bus.onMessage((text) => this.#receive(text));
  }

  /** @throws MEET_LOG_UNAVAILABLE */
  async send(room: Room, from: string, target: string | null, message: ServerMessage): Promise<void> {
    const envelope: Envelope = { kind: 'notice', room: room.id, target, from, message };
    const people = room.state.view.participants.filter((p) => p.connected && p.role !== 'waiting');
    const backends = people
      .filter((p) => target === null || p.id === target)
      .map((p) => room.state.seats[p.id]?.backend ?? this.#backend)
      .filter((name) => name !== this.#backend);
    const text = JSON.stringify(envelope);
    await Promise.all([...new Set(backends)].map((name) => this.#bus.send(name, text)));
    // Last, so that what was refused has reached nobody here, who would get it twice.
    this.#deliver(envelope);
  }

  #receive(text: string): void {
    let envelope: Envelope;
    try {
      envelope = envelopeSchema.parse(JSON.parse(text));
    } catch {
      return;
    }
    this.#deliver(envelope);
  }

  #deliver({ room, target, from, message }: Envelope): void {
    for (const member of this.#participants.of(room)) {
      const meant = target === null ? member.participant !== from : member.participant === target;
      if (meant && !member.waiting) member.connection.send(message);
    }
  }
}
