import type { ClientMessage, ServerMessage } from '@stoa/protocol';
import type { SocketEvents, SocketLike } from './_link.ts';
import type { Welcome } from './session-state.ts';

/** Stands for the network edge in unit tests: the test plays the backend, message by message. */
export class ScriptedSocket implements SocketLike {
  static opened: ScriptedSocket[] = [];
  isOpen = false;
  /** Broken or closed; never opens again. */
  gone = false;
  readonly sent: ClientMessage[] = [];
  readonly url: string;
  readonly #events: SocketEvents;

  constructor(url: string, events: SocketEvents) {
    this.url = url;
    this.#events = events;
    ScriptedSocket.opened.push(this);
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data) as ClientMessage);
  }
  close(): void {
    this.isOpen = false;
    this.gone = true;
  }
  open(): void {
    this.isOpen = true;
    this.#events.open();
  }
  say(message: ServerMessage): void {
    this.#events.message(JSON.stringify(message));
  }
  sayText(data: string): void {
    this.#events.message(data);
  }
  break(code: number = 1006): void {
    this.isOpen = false;
    this.gone = true;
    this.#events.close(code);
  }
  last<T extends ClientMessage['type']>(type: T): Extract<ClientMessage, { type: T }> {
    const found = this.sent.findLast((message) => message.type === type);
    if (found === undefined) throw new Error(`nothing of type ${type} was sent`);
    return found as Extract<ClientMessage, { type: T }>;
  }
  count(type: ClientMessage['type']): number {
    return this.sent.filter((message) => message.type === type).length;
  }
}

export const me = 'p00000001';

/** Welcome with one participant, oneself, as answer to the last hello. */
export function welcomeFor(socket: ScriptedSocket, change: Partial<Welcome> = {}): Welcome {
  return {
    type: 'welcome',
    re: socket.last('hello').id,
    participant: me,
    generation: 1,
    resumed: false,
    resumeToken: 'token-0123456789',
    backend: 'meet-0',
    backends: ['http://127.0.0.1:1', 'http://127.0.0.1:2'],
    mode: 'sfu',
    iceServers: [],
    iceServersExpireAt: null,
    sync: {
      kind: 'events',
      from: 0,
      version: 1,
      events: [{ type: 'joined', at: 1, participant: me, name: 'Ada' }],
    },
    media: 'none',
    ...change,
  };
}
