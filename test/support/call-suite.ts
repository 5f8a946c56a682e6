import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { CallPage, type PageOptions } from './call-page.ts';
import { startCallPlatform, type CallPlatform, type CallPlatformOptions } from './call-platform.ts';
import { failOnNoise, launchChromium } from './chromium.ts';
import { buildWebApp, type BuiltWebApp } from './web-app.ts';

export interface CallSuite {
  readonly platform: CallPlatform;
  /** URL of a room that no test has used. */
  newRoom(): string;
  /** A page of a person's own; closed after the test. */
  open(room: string, query: string, options?: PageOptions): Promise<CallPage>;
}

export interface CallSuiteOptions extends Omit<CallPlatformOptions, 'webRoot'> {
  /** Of each kind so many, see launchChromium; default 1. */
  readonly fakeDevices?: number;
}

/**
 * Platform and browser for all tests of a `describe`; registers the hooks that start and end them. A page that wrote to
 * its console, left an error uncaught or asked another host for something fails its test.
 */
export function useCallSuite(options: CallSuiteOptions): CallSuite {
  let app: BuiltWebApp | undefined;
  let platform: CallPlatform | undefined;
  let browser: Browser | undefined;
  let rooms = 0;
  const pages: CallPage[] = [];

  beforeAll(async () => {
    app = await buildWebApp();
    platform = await startCallPlatform({ ...options, webRoot: app.folder });
    browser = await launchChromium(
      platform.relayKey === null ? [] : [platform.relayKey],
      options.fakeDevices,
    );
  });
  afterEach(async () => {
    const closed = pages.splice(0);
    await Promise.all(closed.map((page) => page.context.close()));
    failOnNoise(closed.flatMap((page) => page.noise));
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.[Symbol.asyncDispose]();
    await app?.[Symbol.asyncDispose]();
  });

  function started<T>(part: T | undefined): T {
    if (part === undefined) throw new Error('the platform of this suite was not started');
    return part;
  }
  return {
    get platform() {
      return started(platform);
    },
    newRoom() {
      rooms += 1;
      return `${started(platform).urls[0]}/r/room-${rooms}`;
    },
    async open(room, query, options) {
      const page = await CallPage.open(started(browser), room, query, options);
      pages.push(page);
      return page;
    },
  };
}
