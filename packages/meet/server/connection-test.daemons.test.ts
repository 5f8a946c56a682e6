import { randomBytes } from 'node:crypto';
import { connectionTestPath } from '@stoa/protocol';
import { signToken, type BackendConfig } from '@stoa/toolkit/config';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { defaultBudgets, type BudgetSettings } from './guard/index.ts';
import { startBackend, type Backend } from './index.ts';

const logger = pino({ level: 'silent' });
const turn = {
  secret: randomBytes(24).toString('base64url'),
  lifetimeMs: 600_000,
  urls: ['turn:192.0.2.1:3478?transport=udp'],
  stunUrls: ['stun:192.0.2.1:3478'],
};

/** That the credentials are good for a real relay is in test/browser/connection-test.browser.test.ts. */
describe('a connection test before joining', () => {
  let backend: Backend;
  afterEach(() => backend.close());

  async function start(own: Partial<BackendConfig> = {}, budgets: Partial<BudgetSettings> = {}) {
    const config = backendConfig({
      listen: plainListener(0),
      turn,
      access: { trustedProxies: ['127.0.0.1'] },
      ...own,
    });
    backend = await startBackend(config, {
      logger,
      settings: { budgets: { ...defaultBudgets, ...budgets } },
    });
  }
  const ask = (headers: Record<string, string> = {}, body: string | null = null) =>
    fetch(`${backend.urls[0]}${connectionTestPath}`, { method: 'POST', headers, body });
  const count = async (outcome: string) => {
    const text = await (await fetch(`${backend.urls[0]}/metrics`)).text();
    return text.includes(`stoa_meet_connection_tests_total{outcome="${outcome}"} 1\n`);
  };

  it('gets credentials of its own that end within two minutes', async () => {
    await start();
    const before = Date.now();
    const response = await ask();
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { iceServers, expireAt } = (await response.json()) as {
      iceServers: { urls: string[]; username?: string }[];
      expireAt: number;
    };
    expect(iceServers.map(({ urls }) => urls)).toEqual([turn.stunUrls, turn.urls]);
    expect(iceServers[1]?.username).toMatch(/^\d+:test-[0-9a-f]{16}$/);
    expect(expireAt - before).toBeGreaterThan(110_000);
    expect(expireAt - before).toBeLessThanOrEqual(121_000);
    const again = (await (await ask()).json()) as { iceServers: { username?: string }[] };
    expect(again.iceServers[1]?.username).not.toBe(iceServers[1]?.username);
  });

  it('never lives longer than the credentials of a call do', async () => {
    await start({ turn: { ...turn, lifetimeMs: 30_000 } });
    const { expireAt } = (await (await ask()).json()) as { expireAt: number };
    expect(expireAt - Date.now()).toBeLessThanOrEqual(30_000);
  });

  it('has nothing to test on a platform without relay', async () => {
    await start({ turn: null });
    expect(await (await ask()).json()).toEqual({ iceServers: [], expireAt: null });
  });

  it('is for pages of this platform, and bounded for each address and for all', async () => {
    await start(
      {},
      { addressTests: { perSecond: 0.001, burst: 1 }, allTests: { perSecond: 0.001, burst: 2 } },
    );
    const from = (address: string) => ask({ 'x-forwarded-for': address });
    const foreign = await ask({ origin: 'https://evil.example.org' });
    expect([foreign.status, await foreign.json()]).toEqual([
      403,
      expect.objectContaining({ error: 'not-allowed' }),
    ]);
    expect(await count('not-allowed')).toBe(true);
    expect((await from('203.0.113.1')).status).toBe(200);
    expect(await count('ok')).toBe(true);
    const second = await from('203.0.113.1');
    expect(second.status).toBe(429);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(900);
    expect(await second.json()).toMatchObject({ error: 'too-many' });
    expect((await from('203.0.113.2')).status).toBe(200);
    expect((await from('203.0.113.3')).status).toBe(429);
  });

  it('asks for a token where nobody joins without one, and bounds wrong ones', async () => {
    const secret = 'a secret that the application shares';
    const auth = { required: true, clockToleranceMs: 0, hmac: { secret, algorithms: ['HS256' as const] } };
    await start({ auth }, { addressAuth: { perSecond: 0.001, burst: 2 } });
    const now = Math.floor(Date.now() / 1_000);
    const good = signToken({ room: '*', context: { user: { id: 'ann' } }, exp: now + 60 }, { secret });
    const wrong = signToken({ room: '*', exp: now + 60 }, { secret: `${secret}?` });
    const status = async (authorization?: string) =>
      (await ask({ 'x-forwarded-for': '203.0.113.9', ...(authorization ? { authorization } : {}) })).status;
    expect(await status()).toBe(403);
    expect(await status('Basic YTpi')).toBe(403);
    expect(await status(`Bearer ${good}`)).toBe(200);
    expect([await status(`Bearer ${wrong}`), await status(`Bearer ${wrong}`)]).toEqual([403, 403]);
    // Whoever guesses does not find out any more.
    expect(await status(`Bearer ${good}`)).toBe(403);
  });

  it('answers whatever comes', async () => {
    await start();
    const statuses = [
      await fetch(`${backend.urls[0]}${connectionTestPath}`),
      await ask({ 'content-type': 'application/json' }, '{"never":'),
      await ask({ 'content-type': 'application/json' }, JSON.stringify('x'.repeat(2_000))),
      await ask({ 'content-type': 'text/html' }, '<p>'),
    ].map(({ status }) => status);
    expect(statuses).toEqual([404, 400, 413, 415]);
  });
});
