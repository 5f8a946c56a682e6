import type { CallPage } from './call-page.ts';

/** What a page showed and played in a while. */
export interface Watched {
  /** Longest pause between two pictures that were rendered on the visible element, the open one at the end included, ms. */
  readonly gapMs: number;
  /** The same of the own camera, which takes no network: what the machine itself had no time for. */
  readonly ownGapMs: number;
  /** Narrowest picture, pixels. */
  readonly minWidth: number;
  readonly frames: number;
  /** Sound that was made up because packets were missing, ms. */
  readonly concealedMs: number;
}

const visible = '.tile video:not(.video--mirrored)';
const own = '.tile video.video--mirrored';

/**
 * Logs every picture of the visible element of the one other person, and every 50 ms how much sound was concealed:
 * `concealedSamples` without those that are silence anyway. What is concealed before a connection has brought 50
 * packets is not counted: nobody listens to it yet.
 */
const script = `
  (() => {
    const log = (video) => {
      const frames = [];
      const onFrame = (_now, { width }) => {
        frames.push([performance.now(), width]);
        video.requestVideoFrameCallback(onFrame);
      };
      video.requestVideoFrameCallback(onFrame);
      return frames;
    };
    const longestGap = (frames, from, to) => {
      const times = [from, ...frames.map(([at]) => at), to];
      return Math.round(Math.max(...times.slice(1).map((at, index) => at - times[index])));
    };
    const video = document.querySelector('${visible}');
    const frames = log(video);
    const ownFrames = log(document.querySelector('${own}'));
    const seen = new Map();
    let concealed = 0;
    const look = async () => {
      for (const [index, peer] of (window.peerConnections ?? []).entries()) {
        if (peer.connectionState !== 'connected') continue;
        for (const stats of (await peer.getStats()).values()) {
          if (stats.type !== 'inbound-rtp' || stats.kind !== 'audio') continue;
          const made = stats.concealedSamples - stats.silentConcealedSamples;
          const key = index + ' ' + stats.ssrc;
          if (stats.packetsReceived > 50) concealed += made - (seen.get(key) ?? made);
          seen.set(key, made);
        }
      }
    };
    setInterval(look, 50);
    const widthOf = async (peer) =>
      Math.max(0, ...[...(await peer.getStats()).values()].map(({ type, frameWidth = 0 }) => (type === 'inbound-rtp' ? frameWidth : 0)));
    window.moveWatch = {
      newestWidth: async () => {
        const widths = await Promise.all((window.peerConnections ?? []).slice(-2).map(widthOf));
        return Math.max(0, ...widths);
      },
      now: () => ({ at: performance.now(), concealed }),
      read: (from) => {
        const now = performance.now();
        const later = ([at]) => at >= from.at;
        const inside = frames.filter(later);
        return {
          gapMs: longestGap(inside, from.at, now),
          ownGapMs: longestGap(ownFrames.filter(later), from.at, now),
          minWidth: Math.min(...inside.map(([, width]) => width)),
          frames: inside.length,
          concealedMs: Math.round((concealed - from.concealed) / 48),
          attached: document.contains(video),
        };
      },
    };
  })()`;

/** Watches what a page shows of the one other person in its call. */
export class MoveWatch {
  readonly #page: CallPage['page'];
  #from: unknown;

  private constructor(page: CallPage['page']) {
    this.#page = page;
  }

  static async start({ page }: CallPage): Promise<MoveWatch> {
    await page.locator(visible).waitFor();
    await page.evaluate(script);
    const watch = new MoveWatch(page);
    await watch.mark();
    return watch;
  }

  /** From now on. */
  async mark(): Promise<void> {
    this.#from = await this.#page.evaluate('window.moveWatch.now()');
  }

  /** Width of the pictures that the newest leg brings, shown or not, pixels; 0 before the first. */
  newestWidth(): Promise<number> {
    return this.#page.evaluate<number>('window.moveWatch.newestWidth()');
  }

  /** Since the last mark. @throws when the element was replaced: its pictures are not those that people see */
  async read(): Promise<Watched> {
    const script = `window.moveWatch.read(${JSON.stringify(this.#from)})`;
    const { attached, ...watched } = await this.#page.evaluate<Watched & { attached: boolean }>(script);
    if (!attached) throw new Error('the page shows this person on another element now');
    return watched;
  }
}
