import { randomBytes } from 'node:crypto';
import {
  applyEvents,
  bearerProtocol,
  emptyRoom,
  serverMessageSchema,
  socketPath,
  subprotocol,
  type ClientMessage,
  type RoomView,
  type ServerMessage,
} from '@stoa/protocol';
import { WebSocket } from 'ws';
import { waitFor } from './child.ts';

type Welcome = Extract<ServerMessage, { type: 'welcome' }>;
type Named<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;
type Sent = ClientMessage extends infer M ? (M extends { id: string } ? Omit<M, 'id'> : never) : never;

/** The connection ended before the answer: as always then, it is open what became of the request. */
export class ConnectionEnded extends Error {
  override readonly name = 'ConnectionEnded';
}

/** A client of the session backend for tests: keeps the room's view, and everything that was received. */
export class MeetClient {
  readonly socket: WebSocket;
  readonly received: ServerMessage[] = [];
  view: RoomView = emptyRoom('none');
  welcome: Welcome | undefined;
  closed: { code: number; reason: string } | undefined;
  onMessage: (message: ServerMessage) => void = () => {};
  /** Batches that did not fit on the view. */
  gaps = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      this.#receive(serverMessageSchema.parse(JSON.parse(data.toString('utf8'))));
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
    });
    socket.on('error', () => {});
  }

  /** @param base URL of a session backend, http or https */
  static async open(
    base: string,
    options: { protocol?: string; origin?: string; token?: string; headers?: Record<string, string> } = {},
  ): Promise<MeetClient> {
    const url = `${base.replace(/^http/, 'ws')}${socketPath}`;
    const { protocol = subprotocol, token } = options;
    const protocols = token === undefined ? [protocol] : [protocol, bearerProtocol + token];
    const socket = new WebSocket(url, protocols, {
      rejectUnauthorized: false,
      ...(options.origin ? { origin: options.origin } : {}),
      ...(options.headers ? { headers: options.headers } : {}),
    });
    const client = new MeetClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return client;
  }

  #receive(message: ServerMessage): void {
    this.received.push(message);
    if (message.type === 'welcome') {
      this.welcome = message;
      this.#sync(message.sync);
    }
    if (message.type === 'sync' || message.type === 'admitted') this.#sync(message.sync);
    if (message.type === 'events') {
      const next = applyEvents(this.view, message);
      if (next) this.view = next;
      else {
        this.gaps += 1;
        this.send({ type: 'sync', version: this.view.version });
      }
    }
    this.onMessage(message);
  }

  #sync(sync: Welcome['sync']): void {
    if (sync.kind === 'snapshot') this.view = sync.view;
    else this.view = applyEvents(this.view, sync) ?? this.view;
  }

  sendRaw(data: string | Buffer): void {
    this.socket.send(data);
  }

  send(message: Sent, id: string = randomBytes(6).toString('hex')): string {
    this.socket.send(JSON.stringify({ ...message, id }));
    return id;
  }

  /**
   * Sends a command and waits for its one answer; an `error` is an answer too. An `id` may be used again.
   * @throws ConnectionEnded when the connection ends without an answer
   */
  async ask(message: Sent, id?: string): Promise<ServerMessage> {
    const earlier = id === undefined ? 0 : this.answers(id).length;
    const re = this.send(message, id);
    const answered = () => this.answers(re)[earlier];
    await waitFor(`answer to ${message.type}`, () => this.closed ?? answered(), { stepMs: 5 });
    const answer = answered();
    if (!answer) throw new ConnectionEnded(`the connection ended before an answer to ${message.type}`);
    return answer;
  }

  answers(re: string): ServerMessage[] {
    return this.received.filter((message) => 're' in message && message.re === re);
  }

  async join(room: string, name: string, resume?: { token: string; version: number }): Promise<Welcome> {
    const answer = await this.ask({ type: 'hello', room, name, ...(resume ? { resume } : {}) });
    if (answer.type !== 'welcome') throw new Error(`hello was refused: ${JSON.stringify(answer)}`);
    return answer;
  }

  next<T extends ServerMessage['type']>(
    type: T,
    fits: (message: Named<T>) => boolean = () => true,
    ms = 10_000,
  ): Promise<Named<T>> {
    const found = () =>
      this.received.find(
        (message): message is Named<T> => message.type === type && fits(message as Named<T>),
      );
    return waitFor(`message ${type}`, found, { ms, stepMs: 5 });
  }

  close(): void {
    this.socket.close();
  }

  /** Breaks the connection off without a word. */
  drop(): void {
    this.socket.terminate();
  }
}
