import fc from 'fast-check';
import type { ClientMessage, RoomEvent } from '@stoa/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ScriptedSocket, me, welcomeFor } from './_scripted-socket.ts';
import { SessionClient } from './session-client.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Backends with one log, as far as chat goes: a message with a known id is stored once. */
class ChatLog {
  readonly events: RoomEvent[] = [{ type: 'joined', at: 1, participant: me, name: 'Ada' }];

  store({ id, text }: Extract<ClientMessage, { type: 'chat' }>): void {
    if (this.events.some((event) => event.type === 'chat' && event.id === id)) return;
    this.events.push({ type: 'chat', at: 1, participant: me, id, name: 'Ada', text });
  }

  since(version: number) {
    const events = this.events.slice(version);
    return { kind: 'events' as const, from: version, version: this.events.length, events };
  }

  texts(): string[] {
    return this.events.flatMap((event) => (event.type === 'chat' ? [event.text] : []));
  }
}

/** What a backend may do with a chat message that arrives, and what the network may do to its answer. */
const fates = [
  'answered',
  'refused',
  'stored, answer lost',
  'lost before storing',
  'never answered',
] as const;
type Step = { readonly say: (typeof fates)[number] } | { readonly wait: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ say: fc.constantFrom(...fates) }),
  fc.record({ wait: fc.integer({ min: 0, max: 12_000 }) }),
);

class Scene {
  readonly log = new ChatLog();
  readonly session = new SessionClient({
    own: 'http://127.0.0.1:1',
    room: 'room',
    name: 'Ada',
    openSocket: (url, _protocol, events) => new ScriptedSocket(url, events),
  });
  #answered = new Set<ClientMessage>();
  #fate: (typeof fates)[number] = 'answered';

  async run(steps: readonly Step[]): Promise<string[]> {
    const said: string[] = [];
    this.session.start();
    await this.#settle();
    for (const one of steps) {
      if ('say' in one) {
        this.#fate = one.say;
        const text = `message ${said.length}`;
        if (this.session.sendChat(text)) said.push(text);
      }
      await this.#settle('wait' in one ? one.wait : 0);
    }
    // At the end everything works again, and what failed is sent again by hand.
    this.#fate = 'answered';
    await this.#settle(15_000);
    for (const chat of this.session.state.get().outbox) this.session.retryChat(chat.id);
    await this.#settle(15_000);
    const leaving = this.session.leave();
    await this.#settle();
    await leaving;
    return said;
  }

  /** Lets time pass in small steps and answers whatever was sent meanwhile. */
  async #settle(ms: number = 0): Promise<void> {
    for (let passed = 0; passed <= ms; passed += 250) {
      this.#serve();
      await vi.advanceTimersByTimeAsync(250);
    }
    this.#serve();
  }

  #serve(): void {
    const socket = ScriptedSocket.opened.at(-1);
    if (socket === undefined || socket.gone) return;
    if (!socket.isOpen) socket.open();
    for (const message of socket.sent) {
      if (this.#answered.has(message) || !socket.isOpen) continue;
      this.#answered.add(message);
      this.#answer(socket, message);
    }
  }

  #answer(socket: ScriptedSocket, message: ClientMessage): void {
    if (message.type === 'hello') {
      const resumed = message.resume !== undefined;
      socket.say(welcomeFor(socket, { resumed, sync: this.log.since(message.resume?.version ?? 0) }));
    } else if (message.type === 'chat') this.#chat(socket, message);
    else if (message.type === 'sync') {
      socket.say({ type: 'sync', re: message.id, sync: this.log.since(message.version) });
    } else
      socket.say(
        message.type === 'ping' ? { type: 'pong', re: message.id } : { type: 'ack', re: message.id },
      );
  }

  #chat(socket: ScriptedSocket, message: Extract<ClientMessage, { type: 'chat' }>): void {
    const fate = this.#fate;
    this.#fate = 'answered';
    if (fate === 'refused') {
      return socket.say({ type: 'error', re: message.id, code: 'too-many', message: '', retryable: true });
    }
    if (fate === 'never answered') return;
    const from = this.log.events.length;
    if (fate !== 'lost before storing') this.log.store(message);
    if (fate !== 'answered') return socket.break();
    if (this.log.events.length > from)
      socket.say({ type: 'events', ...this.log.since(from), version: from + 1 });
    socket.say({ type: 'ack', re: message.id });
  }
}

test('whatever happens to the connection, every message ends up in the room once, in sight all the time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      ScriptedSocket.opened = [];
      const scene = new Scene();
      const said = await scene.run(steps);
      expect(scene.log.texts().sort()).toEqual(said.sort());
      expect(scene.session.state.get().outbox).toEqual([]);
      expect(scene.session.state.get().view.chat).toHaveLength(said.length);
    }),
    { numRuns: 60 },
  );
});
