import { X509Certificate, createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** Fake devices, no prompt, and nothing that would leave this machine. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication',
  '--no-first-run',
  '--no-pings',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
];

/** Under CI a missing browser has to fail, so this says true there. */
export async function hasChromium(): Promise<boolean> {
  if (process.env['CI'] === 'true') return true;
  return access(executablePath).then(
    () => true,
    () => false,
  );
}

/** What `--ignore-certificate-errors-spki-list` wants: base64 of the SHA-256 of the certificate's public key. */
export async function spkiHash(certFile: string): Promise<string> {
  const { publicKey } = new X509Certificate(await readFile(certFile));
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}

/**
 * @param trustedKeys certificates with these keys are trusted whatever their issuer, see {@link spkiHash}
 * @param devices fake microphones, cameras and speakers, of each so many; the second camera's picture cannot be
 *   encoded, the third one's looks different, see picture.ts
 */
export async function launchChromium(trustedKeys: readonly string[] = [], devices = 1): Promise<Browser> {
  const trust =
    trustedKeys.length === 0 ? [] : [`--ignore-certificate-errors-spki-list=${trustedKeys.join(',')}`];
  const fake = `--use-fake-device-for-media-stream=fps=15,device-count=${devices}`;
  return chromium.launch({ executablePath, headless: true, args: [...flags, fake, ...trust] });
}

export interface WatchedPage {
  readonly page: Page;
  /** What the page wrote to its console, errors nobody caught, requests to other hosts. In production there are none. */
  readonly noise: string[];
}

export async function watchedPage(context: BrowserContext): Promise<WatchedPage> {
  const page = await context.newPage();
  const noise: string[] = [];
  page.on('console', (message) => noise.push(`${message.type()}: ${message.text()}`));
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') noise.push(`request: ${request.url()}`);
  });
  page.on('pageerror', (error) => noise.push(`uncaught: ${error.message}`));
  return { page, noise };
}

/** Past the page, the browser itself says when a server that it talks to is gone. */
const serverGone = /^error: (WebSocket connection to|Failed to load resource: net::)/;

/** @param lost servers were taken away from the pages, so that the browser may speak of them */
export function failOnNoise(noise: readonly string[], lost: 'none' | 'servers' = 'none'): void {
  const heard = noise.filter((line) => lost === 'none' || !serverGone.test(line));
  if (heard.length > 0) throw new Error(`a page was not silent:\n${heard.join('\n')}`);
}
