import { closeCodes, type ServerMessage } from '@stoa/protocol';
import type { WebSocket } from 'ws';
import { retry } from '../../base/index.ts';
import { isFinal } from './_pending.ts';
import { socketUrl } from './_urls.ts';

/** For connecting and for the welcome on another backend; the next is tried then. */
export const moveTimeoutMs = 3_000;
/** How long the old connection may take to bring its last answers and to close, once the new one stands. */
const lastWordsMs = 500;

/** What a handover needs of the session that moves. */
export interface MovingSession {
  /** The old connection is still the one in use. */
  readonly stays: () => boolean;
  readonly open: (url: string) => Promise<WebSocket>;
  /** Says hello; the new connection is the one in use as soon as the welcome is here. */
  readonly greet: (socket: WebSocket, url: string) => Promise<unknown>;
  readonly handle: (message: ServerMessage) => void;
  /** Sends what has no answer yet on the connection in use. */
  readonly resend: () => void;
}

/**
 * A move from one session backend to another, make-before-break. From the `hello` on the new connection until the old
 * one has said its last, nothing is sent on either: what is asked meanwhile, and what the old backend left unanswered,
 * goes out on the new one under the same ids.
 */
export class Handover {
  /** Why and how the old connection closed while this was under way. */
  closed: { readonly code: number; readonly reason: string } | undefined;
  readonly old: WebSocket;
  readonly #session: MovingSession;
  readonly #gone: Promise<void>;
  #holding = false;
  #greeted = false;
  #held: ServerMessage[] = [];

  constructor(old: WebSocket, session: MovingSession) {
    this.old = old;
    this.#session = session;
    this.#gone = new Promise((resolve) => old.once('close', () => resolve()));
  }

  /** Nothing is to be sent at the moment. */
  get holding(): boolean {
    return this.#holding;
  }

  /** A new connection may have been taken in: that the old one was replaced is our own doing then. */
  get greeted(): boolean {
    return this.#greeted;
  }

  /** Tries all targets, again and again; resolves also when none takes us within the time. */
  async run(targets: readonly string[], withinMs: number): Promise<void> {
    if (targets.length === 0) return;
    const goesOn = (error: unknown) => this.#session.stays() && !this.closed && !isFinal(error);
    await retry(() => this.#tryAll(targets, goesOn), {
      deadlineMs: withinMs,
      baseMs: 200,
      maxMs: 1_000,
      retryIf: goesOn,
    }).catch(() => {
      // The old backend serves until it goes; then the session resumes as after any break.
    });
  }

  async #tryAll(targets: readonly string[], goesOn: (error: unknown) => boolean): Promise<void> {
    let failure: unknown;
    for (const url of targets) {
      try {
        return await this.#moveTo(url);
      } catch (error) {
        failure = error;
        if (!goesOn(error)) break;
      }
    }
    throw failure;
  }

  async #moveTo(url: string): Promise<void> {
    const session = this.#session;
    const socket = await session.open(url);
    try {
      if (!session.stays()) throw new Error('the old connection broke meanwhile');
      this.#holding = true;
      this.#greeted = true;
      await session.greet(socket, url);
    } catch (error) {
      socket.terminate();
      const held = this.#held;
      this.#held = [];
      this.#holding = false;
      for (const message of held) session.handle(message);
      if (session.stays() && !this.closed) session.resend();
      throw error;
    }
    await this.#lastWords();
    this.old.close(closeCodes.normal);
    this.#holding = false;
    session.resend();
  }

  /**
   * What of the old connection's messages counts now. Answers and mesh signals do; a refusal may only mean that the
   * new connection is the valid one; and of the room the welcome tells.
   */
  admits(message: ServerMessage): boolean {
    if (!this.#holding || message.type === 'signal') return true;
    const answers = 're' in message && message.re !== null && message.type !== 'error';
    if (!answers) this.#held.push(message);
    return answers;
  }

  /** The old backend closes as soon as it hears of the new connection: all answers that it gave are here then. */
  async #lastWords(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, lastWordsMs);
    });
    await Promise.race([this.#gone, late]);
    clearTimeout(timer);
  }
}

/**
 * Where to move to: any other backend by chance, so that people spread; first those reached the same way. Where there is
 * but one URL, that one again: a load balancer is behind it, and leads to another backend.
 */
export function moveTargets(
  current: string,
  urls: readonly string[],
  random: () => number = Math.random,
): string[] {
  const schemeOf = (url: string) => socketUrl(url).split(':')[0];
  const others = urls
    .filter((url) => socketUrl(url) !== socketUrl(current))
    .map((url) => ({ url, alike: schemeOf(url) === schemeOf(current) ? 0 : 1, at: random() }));
  if (others.length === 0) return [current];
  return others.toSorted((a, b) => a.alike - b.alike || a.at - b.at).map(({ url }) => url);
}
