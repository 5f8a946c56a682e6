import { randomBytes } from 'node:crypto';
import type { CallOptions } from '../call/index.ts';
import { callErrors } from '../probe-errors.ts';
import { RoomLink } from './_room-link.ts';
import type { RoomWindow } from './room-window.ts';

export interface CrowdOptions extends Omit<CallOptions, 'room' | 'participants' | 'signal'> {
  readonly rooms: number;
  readonly perRoom: number;
  /** How often everybody says something in the chat, ms; null = never. Default 400. */
  readonly talkMs?: number | null;
}

/**
 * Many rooms of synthetic participants, each room in a process of its own: what one room's DTLS handshakes cost is no
 * gap in another's media.
 */
export class Crowd {
  readonly #links: readonly RoomLink[];

  private constructor(links: readonly RoomLink[]) {
    this.#links = links;
  }

  /** Opens the rooms one after the other. @throws CALL_CROWD; nothing is left running then */
  static async open(options: CrowdOptions): Promise<Crowd> {
    const { rooms, perRoom, talkMs = 400, ...call } = options;
    const crowd = new Crowd(Array.from({ length: rooms }, () => new RoomLink()));
    const prefix = `crowd-${randomBytes(4).toString('hex')}`;
    try {
      for (const [index, link] of crowd.#links.entries()) {
        const room = `${prefix}-${index}`;
        // Everybody's first choice differs from room to room, so that all backends have some of each.
        const urls = [
          ...call.urls.slice(index % call.urls.length),
          ...call.urls.slice(0, index % call.urls.length),
        ];
        await link.ask({ type: 'open', options: { ...call, urls, room, participants: perRoom }, talkMs });
      }
    } catch (error) {
      await crowd.close();
      throw error;
    }
    return crowd;
  }

  /** Starts a new measuring window in every room. */
  async mark(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.ask({ type: 'mark' })));
  }

  /** The windows of all rooms since the last mark. */
  async look(): Promise<RoomWindow[]> {
    const answers = await Promise.all(this.#links.map((link) => link.ask({ type: 'look' })));
    return answers.map(({ window }) => {
      if (!window) throw callErrors.make('CALL_CROWD', 'a room gave no window');
      return window;
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.close()));
  }
}
