import { limits } from '@stoa/protocol';
import type { ConnectionStats } from '../media/index.ts';
import type { ClientRequest } from '../session/index.ts';
import { heightCap, nextCap, noCap } from './picture-cap.ts';
import type { PictureCap } from './picture-cap.ts';
import { wantsOf } from './wants.ts';
import type { ShownPicture } from './wants.ts';

export interface AskerSource {
  /** Pictures come through an SFU, which can be asked. */
  asks(): boolean;
  request(message: ClientRequest): Promise<unknown>;
  stats(): Promise<readonly ConnectionStats[]>;
}

const gatherMs = 250;
const lookMs = 2_000;

/** Asks for each picture as large as it is shown, and for less on a lossy connection. */
export class QualityAsker {
  readonly #source: AskerSource;
  #pictures: readonly ShownPicture[] = [];
  #cap: PictureCap = noCap;
  #before = { packets: 0, lost: 0 };
  /** As the SFU was asked; undefined: nothing that would still count. */
  #asked: string | undefined;
  #sfu: string | null = null;
  #gather: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(source: AskerSource) {
    this.#source = source;
  }

  /** Again does nothing. */
  start(): void {
    this.#timer ??= setInterval(() => void this.#look(), lookMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#gather);
    this.#timer = undefined;
  }

  show(pictures: readonly ShownPicture[]): void {
    this.#pictures = pictures;
    this.#soon();
  }

  /** A new connection to the backend or for receiving: what was asked for before is not known there. */
  again(): void {
    this.#asked = undefined;
    this.#soon();
  }

  /** The room's media is on this SFU; another one was told nothing. */
  follow(sfu: string | null): void {
    if (sfu === this.#sfu) return;
    this.#sfu = sfu;
    this.again();
  }

  #soon(): void {
    clearTimeout(this.#gather);
    this.#gather = setTimeout(() => void this.#ask(), gatherMs);
  }

  async #ask(): Promise<void> {
    if (!this.#source.asks()) return;
    const wants = wantsOf(this.#pictures, heightCap(this.#cap), limits.wants);
    const text = JSON.stringify(wants);
    if (text === this.#asked) return;
    this.#asked = text;
    try {
      await this.#source.request({ type: 'quality', wants });
    } catch {
      // The next look asks again.
      if (this.#asked === text) this.#asked = undefined;
    }
  }

  async #look(): Promise<void> {
    const received = (await this.#source.stats()).flatMap((one) => one.received);
    const sum = (key: 'packets' | 'lost') => received.reduce((total, one) => total + one[key], 0);
    const now = { packets: sum('packets'), lost: sum('lost') };
    const packets = now.packets - this.#before.packets;
    const lost = Math.max(0, now.lost - this.#before.lost);
    this.#before = now;
    // A connection that was made anew counts from zero.
    this.#cap = nextCap(this.#cap, packets <= 0 ? null : lost / (packets + lost));
    await this.#ask();
  }
}
