import { applyEvents, emptyRoom, socketPath, subprotocol, type ServerMessage } from '@stoa/protocol';
import { WebSocket } from 'ws';
import { latencySlots, sharedNow, type Kind } from './_contract.ts';

export interface Tally {
  sent: number;
  refused: number;
  delivered: number;
  duplicates: number;
  gaps: number;
  readonly latency: number[];
}

const padding = 'The quick brown fox jumps over the lazy dog, and so on.';

/** One client: joins, sends chat with the time in it, and counts everybody's chat, its own too. */
export class BenchClient {
  readonly #kind: Kind;
  readonly #socket: WebSocket;
  readonly #tally: Tally;
  readonly #name: string;
  #version = 0;
  #count = 0;
  #joined: () => void = () => {};
  readonly #seen = new Map<string, number>();

  constructor(kind: Kind, base: string, room: string, name: string, tally: Tally) {
    this.#kind = kind;
    this.#tally = tally;
    this.#name = name;
    const url = `${base.replace(/^http/, 'ws')}${kind === 'stoa' ? socketPath : `/${room}`}`;
    this.#socket = new WebSocket(url, kind === 'stoa' ? subprotocol : [], { perMessageDeflate: false });
    this.#socket.on('open', () => {
      if (kind === 'peer') this.#joined();
      else this.#send({ type: 'hello', id: 'hello', room, name });
    });
    this.#socket.on('message', (data: Buffer) => this.#receive(data.toString()));
  }

  /** Resolves when the client is in the room. */
  join(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#joined = resolve;
      this.#socket.on('error', reject);
      this.#socket.on('close', (code, reason) => reject(new Error(`closed: ${code} ${String(reason)}`)));
    });
  }

  chat(): void {
    this.#count += 1;
    this.#tally.sent += 1;
    const text = `${this.#name} ${this.#count} ${sharedNow()} ${padding}`;
    this.#send({ type: 'chat', id: `${this.#name}-${this.#count}`, text });
  }

  #send(message: Record<string, unknown>): void {
    this.#socket.send(JSON.stringify(message));
  }

  #receive(data: string): void {
    const message = JSON.parse(data) as ServerMessage | { type: 'chat'; text: string };
    if (message.type === 'chat') this.#delivered(message.text, sharedNow());
    if (message.type === 'welcome' && message.sync.kind === 'snapshot') {
      this.#version = message.sync.view.version;
      this.#joined();
    }
    if (message.type === 'error') this.#tally.refused += 1;
    if (message.type !== 'events') return;
    const now = sharedNow();
    const { from, version, events } = message;
    if (
      applyEvents({ ...emptyRoom('bench'), version: this.#version }, { from, version, events: [] }) ===
      undefined
    )
      this.#tally.gaps += 1;
    this.#version = version;
    for (const event of events) if (event.type === 'chat') this.#delivered(event.text, now);
  }

  #delivered(text: string, now: number): void {
    const [name = '', count = '', at = ''] = text.split(' ', 3);
    if (Number(count) <= (this.#seen.get(name) ?? 0)) {
      this.#tally.duplicates += 1;
      return;
    }
    this.#seen.set(name, Number(count));
    this.#tally.delivered += 1;
    const slot = Math.min(latencySlots - 1, Math.max(0, Math.floor((now - Number(at)) * 10)));
    this.#tally.latency[slot] = (this.#tally.latency[slot] ?? 0) + 1;
  }

  get isStoa(): boolean {
    return this.#kind === 'stoa';
  }

  close(): void {
    this.#socket.terminate();
  }
}
