import type { RoomView } from '@stoa/protocol';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { sleep } from '@stoa/toolkit/base';
import { waitFor } from './child.ts';
import { watchedPage } from './chromium.ts';

/** What `window.stoa.stats()` of the web app gives, as far as tests look at it. */
export interface PageConnection {
  readonly name: string;
  readonly state: string;
  readonly path: {
    readonly kind: string;
    readonly protocol: string;
    readonly relayUrl: string | null;
  } | null;
  readonly received: readonly PageStream[];
  readonly sent: readonly PageStream[];
}

interface PageStream {
  readonly kind: string;
  readonly frames: number;
  readonly packets: number;
  /** Of the last picture, px. */
  readonly width: number;
}

export interface PageSession {
  readonly phase: string;
  readonly me: string | null;
  readonly backend: string | null;
  readonly mode: string | null;
}

/** Counts the PeerConnections that a page makes, so that a test can tell a kept one from a new one. */
const countConnections = `
  window.connectionsMade = 0;
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      window.connectionsMade += 1;
      (window.peerConnections ??= []).push(this);
    }
  };`;

export interface PageOptions extends BrowserContextOptions {
  /** false: microphone and camera stay off, where nothing is about media. */
  readonly devices?: boolean;
}

/** A page of the web app in a call. */
export class CallPage {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly noise: readonly string[];

  private constructor(context: BrowserContext, page: Page, noise: readonly string[]) {
    this.context = context;
    this.page = page;
    this.noise = noise;
  }

  /**
   * A person with a browser profile of their own. Joins at once, with microphone and camera, when the query says so.
   * @param query like `name=Ada&join=1&relay=udp`
   */
  static async open(
    browser: Browser,
    url: string,
    query: string,
    { devices = true, ...options }: PageOptions = {},
  ): Promise<CallPage> {
    const context = await browser.newContext({ viewport: { width: 900, height: 640 }, ...options });
    const { page, noise } = await watchedPage(context);
    await page.addInitScript({ content: countConnections });
    await page.goto(`${url}?${query}`);
    const opened = new CallPage(context, page, noise);
    if (devices && query.includes('join=1')) await opened.turnDevicesOn();
    return opened;
  }

  async turnDevicesOn(): Promise<void> {
    await this.press('Unmute microphone');
    await this.press('Turn camera on');
  }

  session(): Promise<PageSession | null> {
    return this.page.evaluate<PageSession | null>('window.stoa.session()');
  }

  async me(): Promise<string> {
    const me = (await this.session())?.me;
    if (!me) throw new Error('this page is in no call');
    return me;
  }

  view(): Promise<RoomView | null> {
    return this.page.evaluate<RoomView | null>('window.stoa.view()');
  }

  /** PeerConnections that this page has made since it was loaded. */
  connectionsMade(): Promise<number> {
    return this.page.evaluate<number>('window.connectionsMade');
  }

  /** Those of them that are not closed. */
  openConnections(): Promise<number> {
    return this.page.evaluate<number>(
      "(window.peerConnections ?? []).filter((one) => one.connectionState !== 'closed').length",
    );
  }

  stats(): Promise<PageConnection[]> {
    return this.page.evaluate<PageConnection[]>('window.stoa.stats()');
  }

  async joined(): Promise<void> {
    await waitFor('the page is in the call', async () => (await this.session())?.phase === 'joined');
  }

  /** Video frames decoded and audio packets received, over all connections of the page. */
  async received(): Promise<{ frames: number; audio: number }> {
    const streams = (await this.stats()).flatMap((connection) => connection.received);
    const sum = (kind: string, field: 'frames' | 'packets') =>
      streams.filter((one) => one.kind === kind).reduce((total, one) => total + one[field], 0);
    return { frames: sum('video', 'frames'), audio: sum('audio', 'packets') };
  }

  /** Waits until so many more frames were decoded and as many packets of sound arrived. */
  async mediaFlows(more = 10, ms = 20_000): Promise<void> {
    const before = await this.received();
    await waitFor(
      'picture and sound arrive',
      async () => {
        const now = await this.received();
        // A connection that was made anew counts from zero.
        const base = now.frames < before.frames ? { frames: 0, audio: 0 } : before;
        return now.frames >= base.frames + more && now.audio >= base.audio + more;
      },
      { ms, stepMs: 100 },
    );
  }

  /** Waits until the largest picture that comes is as wide as it should be. */
  async receivesWidth(fits: (width: number) => boolean): Promise<void> {
    let width = 0;
    const look = async () => {
      const pictures = (await this.stats()).flatMap(({ received }) => received);
      width = Math.max(0, ...pictures.map((picture) => picture.width));
      return fits(width);
    };
    await waitFor('the picture has the size of its tile', look, { ms: 25_000, stepMs: 200 }).catch(() => {
      throw new Error(`the picture is ${width} px wide`);
    });
  }

  /** As if another tab were in front. */
  async setVisible(visible: boolean): Promise<void> {
    await this.page.evaluate(`
      Object.defineProperty(document, 'visibilityState', {
        configurable: true,
        value: '${visible ? 'visible' : 'hidden'}',
      });
      document.dispatchEvent(new Event('visibilitychange'));`);
  }

  /** Waits until no picture comes for a second. */
  async pictureStops(): Promise<void> {
    const still = async () => {
      const { frames } = await this.received();
      await sleep(1_000);
      return (await this.received()).frames === frames;
    };
    await waitFor('no picture comes', still, { ms: 10_000 });
  }

  /** Waits until so many frames of somebody's screen were shown. */
  async screenFlows(owner: string, frames = 10): Promise<void> {
    const shown = `document.querySelector('[data-participant="${owner}/screen"] video')
      ?.getVideoPlaybackQuality().totalVideoFrames ?? 0`;
    await waitFor(
      `the screen of ${owner} is shown`,
      async () => (await this.page.evaluate<number>(shown)) >= frames,
      { ms: 15_000, stepMs: 100 },
    );
  }

  /** `relay tls` or `direct udp` for each connection by name; those without a path are left out. */
  async paths(): Promise<Record<string, string>> {
    const found = (await this.stats()).flatMap(({ name, path }) =>
      path === null ? [] : [[name, `${path.kind} ${path.protocol}`] as const],
    );
    return Object.fromEntries(found);
  }

  async say(text: string): Promise<void> {
    const field = this.page.getByLabel('Write a message');
    if (!(await field.isVisible())) await this.page.getByRole('button', { name: /^Chat/ }).click();
    await field.fill(text);
    await field.press('Enter');
  }

  /** Texts of the room's chat as this page has it. */
  async heard(): Promise<string[]> {
    return (await this.view())?.chat.map((message) => message.text) ?? [];
  }

  async hears(text: string): Promise<void> {
    await waitFor(`the message "${text}" arrives`, async () => (await this.heard()).includes(text));
  }

  /** Leaves the call; as a host with others to whoever the room would choose. */
  async leave(): Promise<void> {
    const [me, view] = [await this.me(), await this.view()];
    const host = view?.participants.find((person) => person.id === me)?.role === 'host';
    await this.press('Leave call');
    if (!host || view?.participants.length === 1) return;
    await this.page.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click();
  }

  press(name: string | RegExp): Promise<void> {
    return this.page.getByRole('button', { name }).click();
  }

  /** Waits until so many people are on screen, oneself included. */
  async tiles(count: number): Promise<void> {
    await waitFor(`${count} tiles`, async () => (await this.page.locator('.tile').count()) === count);
  }
}
