import { WebSocket } from 'ws';
import { SessionClient } from '../../packages/meet/web/src/session/index.ts';
import { waitFor } from './child.ts';

type OpenSocket = ConstructorParameters<typeof SessionClient>[0]['openSocket'];

/** The web app's sessions, without pages and media: they come back as browsers do. */
export class Swarm {
  readonly sessions: SessionClient[];
  /** When each welcome came, ms; the first of a session is its joining. */
  readonly welcomes: { readonly at: number; readonly resumed: boolean }[] = [];
  /** Round trips of chat messages, ms. */
  readonly trips: number[] = [];
  /** Backends that an attempt to connect went to, with its time. */
  readonly attempts: number[] = [];
  /** A socket as a browser at that address would open it, through a proxy. */
  readonly #openFrom =
    (address: string): OpenSocket =>
    (url, protocol, events) => {
      this.attempts.push(performance.now());
      const headers = { 'x-forwarded-for': address };
      const socket = new WebSocket(url, protocol, { perMessageDeflate: false, headers });
      socket.on('open', () => events.open());
      socket.on('message', (data: Buffer) => events.message(data.toString()));
      socket.on('close', (code) => events.close(code));
      socket.on('error', () => {});
      return {
        get isOpen() {
          return socket.readyState === WebSocket.OPEN;
        },
        send: (data) => socket.send(data),
        close: (code) => socket.close(code),
      };
    };

  /** @param urls session number n starts at `urls[n % urls.length]`, in the room that `roomOf` gives */
  constructor(count: number, urls: readonly string[], roomOf: (number: number) => string) {
    this.sessions = Array.from({ length: count }, (_, number) => {
      const own = urls[number % urls.length] ?? '';
      const session = new SessionClient({
        own,
        room: roomOf(number),
        name: `P${number}`,
        openSocket: this.#openFrom(`192.0.2.${number % 200}`),
      });
      session.listen((event) => {
        if (event.type === 'welcome') {
          this.welcomes.push({ at: performance.now(), resumed: event.welcome.resumed });
        }
      });
      return session;
    });
  }

  joined(): number {
    return this.sessions.filter(({ state }) => state.get().phase === 'joined').length;
  }

  async join(ms: number): Promise<void> {
    for (const session of this.sessions) session.start();
    await waitFor('everybody is in', () => this.joined() === this.sessions.length, { ms, stepMs: 50 });
  }

  /** Each of these says something every `everyMs`, and waits for the answer; until stopped. */
  talk(sessions: readonly SessionClient[], everyMs: number): () => Promise<void> {
    const state = { over: false };
    const talking = sessions.map(async (session, index) => {
      for (let number = 0; !state.over; number += 1) {
        const started = performance.now();
        const said = await session
          .request({ type: 'chat', text: `word ${number} of ${index}` })
          .then(() => true)
          .catch(() => false);
        if (said) this.trips.push(performance.now() - started);
        await new Promise((resolve) => setTimeout(resolve, everyMs));
      }
    });
    return async () => {
      state.over = true;
      await Promise.all(talking);
    };
  }

  /** Most welcomes within any second after `since`. */
  busiestSecond(since: number): number {
    const times = this.welcomes.map(({ at }) => at).filter((at) => at >= since);
    return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));
  }

  async leave(): Promise<void> {
    await Promise.all(this.sessions.map((session) => session.leave()));
  }
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
