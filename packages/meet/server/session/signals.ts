import { limits, participantId, serverMessageSchema, type SignalData } from '@stoa/protocol';
import { z } from 'zod';
import { refusal } from '../errors.ts';
import type { Bus } from '../log/index.ts';
import { permit } from './moderate.ts';
import type { Member, Participants } from './participants.ts';

const envelopeSchema = z.object({
  room: z.string(),
  to: participantId,
  message: serverMessageSchema,
});

/** Carries mesh signalling between participants, over the backends if need be. */
export class Signals {
  readonly #bus: Bus;
  readonly #backend: string;
  readonly #participants: Participants;

  constructor(bus: Bus, backend: string, participants: Participants) {
    this.#bus = bus;
    this.#backend = backend;
    this.#participants = participants;
    bus.onMessage((text) => this.#receive(text));
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
    const here = this.#participants.get(room.id, to);
    if (here) {
      here.connection.send(message);
      return;
    }
    const backend = room.state.seats[to]?.backend;
    if (!target.connected || !backend || backend === this.#backend) {
      throw refusal('no-such-participant', `${to} is not connected at the moment`);
    }
    await this.#bus.send(backend, JSON.stringify({ room: room.id, to, message }));
  }

  #receive(text: string): void {
    let envelope: z.infer<typeof envelopeSchema>;
    try {
      envelope = envelopeSchema.parse(JSON.parse(text));
    } catch {
      return;
    }
    this.#participants.get(envelope.room, envelope.to)?.connection.send(envelope.message);
  }
}
