import type { ServerMessage } from '@stoa/protocol';
import { closeCodes } from '@stoa/protocol';
import type { Link, LinkHandlers } from './_link.ts';

/** How long the old connection may take to bring its last answers and to close, once the new one stands. */
const lastWordsMs = 500;
const roundPauseMs = 500;

/** What a handover needs of the session that moves. */
export interface MovingSession {
  /** The old link is still the one in use. */
  readonly stays: () => boolean;
  readonly open: (url: string, handlers: LinkHandlers) => Link;
  readonly hello: (link: Link) => Promise<unknown>;
  /** The welcome is here: this link is the one in use. */
  readonly adopt: (link: Link, url: string) => void;
  readonly receive: (message: ServerMessage) => void;
  /** The link in use has ended. */
  readonly lost: (link: Link, code: number) => void;
}

/** The moves of a session, one at a time. */
export class Mover {
  #handover: Handover | undefined;
  #moving = false;

  /** Another backend may have taken the session: that the old connection was replaced is our own doing then. */
  get greeted(): boolean {
    return this.#handover?.greeted ?? false;
  }

  /** Tries to get from `old` to one of the targets (URLs) within some time; without luck everything stays. */
  async move(old: Link, targets: readonly string[], withinMs: number, session: MovingSession): Promise<void> {
    if (this.#moving) return;
    this.#moving = true;
    const handover = new Handover(old, session);
    this.#handover = handover;
    const moved = await handover.run(targets, withinMs);
    this.#moving = false;
    if (moved) this.forget();
  }

  /** From here on a connection that is replaced is replaced by somebody else. */
  forget(): void {
    this.#handover = undefined;
  }
}

/**
 * A move to another session backend, make-before-break: hello goes to the new one while the old one serves, and what
 * the old one left unanswered is asked again there, under the same ids.
 */
class Handover {
  readonly #old: Link;
  readonly #session: MovingSession;
  #greeted = false;

  constructor(old: Link, session: MovingSession) {
    this.#old = old;
    this.#session = session;
  }

  /** A new connection may have been taken in: that the old one was replaced is our own doing then. */
  get greeted(): boolean {
    return this.#greeted;
  }

  /** Tries all targets, again and again; @returns whether one took us. The old backend serves until it goes. */
  async run(targets: readonly string[], withinMs: number): Promise<boolean> {
    const end = Date.now() + withinMs;
    while (targets.length > 0 && this.#session.stays() && Date.now() < end) {
      for (const url of targets) {
        if (!this.#session.stays()) return false;
        if (await this.#moveTo(url)) return true;
      }
      await new Promise((resolve) => setTimeout(resolve, roundPauseMs));
    }
    return false;
  }

  async #moveTo(url: string): Promise<boolean> {
    const link = await this.#greet(url);
    if (link === undefined) return false;
    await this.#old.ended(lastWordsMs);
    this.#old.handTo(link);
    return true;
  }

  /** @returns the new link once it is the one in use */
  #greet(url: string): Promise<Link | undefined> {
    const session = this.#session;
    return new Promise((resolve) => {
      let inUse = false;
      const link: Link = session.open(url, {
        opened: () => {
          if (!session.stays()) return link.drop(closeCodes.normal);
          this.#greeted = true;
          this.#old.hold('all');
          session.hello(link).then(
            () => resolve(link),
            () => link.drop(closeCodes.normal),
          );
        },
        message: (message) => {
          if (message.type === 'welcome') {
            if (!session.stays()) return link.drop(closeCodes.normal);
            inUse = true;
            link.hold('requests');
            session.adopt(link, url);
          }
          if (inUse) session.receive(message);
        },
        closed: (code) => {
          if (inUse) session.lost(link, code);
          else if (this.#greeted && session.stays()) this.#old.release();
          resolve(undefined);
        },
      });
    });
  }
}
