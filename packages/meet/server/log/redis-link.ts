import { createClient, ErrorReply } from '@redis/client';
import { backoffDelay, messageOf, withDeadline } from '@stoa/toolkit/base';
import { logUnavailable } from '../errors.ts';
import type { Script } from './redis-scripts.ts';

export interface RedisLinkOptions {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  /** Deadline of one request, ms. */
  readonly requestMs: number;
  readonly onAvailable: (available: boolean) => void;
  readonly onMessage: (channel: string, text: string) => void;
}

function newClient(options: RedisLinkOptions) {
  const client = createClient({
    ...(options.password === '' ? {} : { password: options.password }),
    // A request that cannot be sent now is refused now: see RoomLog.
    disableOfflineQueue: true,
    // The link sets its own deadlines: the client's would cost an abort signal for every request, 5 s long.
    commandOptions: { timeout: 0 },
    socket: {
      host: options.host,
      port: options.port,
      connectTimeout: options.requestMs,
      reconnectStrategy: (retries) => backoffDelay(retries + 1, { baseMs: 50, maxMs: 1_000 }),
    },
  });
  // Failures show where the requests are; without a listener the process would end.
  client.on('error', () => {});
  return client;
}

/**
 * Two connections to Redis: one for requests, one for subscriptions. Knows whether Redis can be used: a request that
 * fails or is late makes it unavailable, an answered PING available again.
 */
export class RedisLink {
  readonly #options: RedisLinkOptions;
  readonly #client: ReturnType<typeof newClient>;
  readonly #subscriber: ReturnType<typeof newClient>;
  /** Channels that are wanted; subscribing is tried again until it works. */
  readonly #channels = new Map<string, boolean>();
  /** One and the same for all: subscribing again before the first answer came must not make messages come twice. */
  readonly #onMessage = (text: string, channel: string) => this.#options.onMessage(channel, text);
  #available = false;
  #closed = false;
  #probe: NodeJS.Timeout | undefined;

  constructor(options: RedisLinkOptions) {
    this.#options = options;
    this.#client = newClient(options);
    this.#subscriber = newClient(options);
    this.#client.on('ready', () => this.#probeNow());
    this.#client.on('reconnecting', () => this.#lost());
  }

  get available(): boolean {
    return this.#available;
  }

  /** Connects in the background; resolves when Redis answers, or after `ms`. */
  async open(ms: number): Promise<void> {
    const connecting = Promise.all([this.#client.connect(), this.#subscriber.connect()]);
    connecting.catch(() => {});
    await withDeadline(connecting, ms, 'the connection to Redis').catch(() => {});
    await this.#ping().catch(() => this.#lost());
  }

  /** @throws MEET_LOG_UNAVAILABLE; whether Redis has done the work is not known then */
  async request<T>(args: readonly string[]): Promise<T> {
    if (!this.#available) throw logUnavailable('Redis cannot be reached at the moment');
    try {
      return await this.#send<T>(args);
    } catch (error) {
      // An error that Redis answers with does not mean that it is away.
      const answered = error instanceof ErrorReply;
      if (!answered) this.#lost();
      const what = answered ? 'refused' : 'did not do what it was asked to';
      throw logUnavailable(`Redis ${what}: ${messageOf(error)}`, error);
    }
  }

  /** Runs a script by its hash; Redis forgets scripts when it restarts. @throws MEET_LOG_UNAVAILABLE */
  async run<T>(script: Script, keys: readonly string[], args: readonly string[]): Promise<T> {
    const rest = [String(keys.length), ...keys, ...args];
    try {
      return await this.request<T>(['EVALSHA', script.sha, ...rest]);
    } catch (error) {
      const unknown = error instanceof Error && messageOf(error.cause).startsWith('NOSCRIPT');
      if (!unknown) throw error;
      return this.request<T>(['EVAL', script.text, ...rest]);
    }
  }

  subscribe(channel: string): void {
    if (this.#channels.has(channel)) return;
    this.#channels.set(channel, false);
    this.#subscribe(channel);
  }

  unsubscribe(channel: string): void {
    if (!this.#channels.delete(channel)) return;
    this.#subscriber.unsubscribe(channel).catch(() => {});
  }

  /** Subscribes to what could not be subscribed to before. */
  resubscribe(): void {
    for (const [channel, done] of this.#channels) if (!done) this.#subscribe(channel);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#probe);
    for (const client of [this.#client, this.#subscriber]) {
      if (client.isOpen) client.destroy();
    }
  }

  #subscribe(channel: string): void {
    this.#subscriber
      .subscribe(channel, this.#onMessage)
      .then(() => {
        if (this.#channels.has(channel)) return void this.#channels.set(channel, true);
        return this.#subscriber.unsubscribe(channel);
      })
      .catch(() => {
        // resubscribe() tries again
      });
  }

  #send<T>(args: readonly string[]): Promise<T> {
    const { requestMs } = this.#options;
    return withDeadline(
      this.#client.sendCommand<T>([...args]),
      requestMs,
      `the answer of Redis to ${args[0]}`,
    );
  }

  async #ping(): Promise<void> {
    await this.#send(['PING']);
    if (this.#available || this.#closed) return;
    this.#available = true;
    this.resubscribe();
    this.#options.onAvailable(true);
  }

  #lost(): void {
    if (this.#closed) return;
    if (this.#available) {
      this.#available = false;
      this.#options.onAvailable(false);
    }
    this.#probe ??= setTimeout(() => this.#probeNow(), 200);
  }

  #probeNow(): void {
    clearTimeout(this.#probe);
    this.#probe = undefined;
    if (!this.#closed && !this.#available) this.#ping().catch(() => this.#lost());
  }
}
