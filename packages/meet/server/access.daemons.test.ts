import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { startBackend, type Backend } from './index.ts';
import { defaultBudgets, type BudgetSettings } from './guard/index.ts';

const lines: string[] = [];
const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });

describe('who may connect', () => {
  let backend: Backend;
  const clients: MeetClient[] = [];

  /** A backend behind a proxy on loopback, so that tests can come from any address. */
  async function start(
    budgets: Partial<BudgetSettings> = {},
    access: Parameters<typeof backendConfig>[0]['access'] = { trustedProxies: ['127.0.0.1'] },
  ): Promise<void> {
    const config = backendConfig({
      listen: plainListener(0),
      access,
      backendUrls: ['https://b.example.org'],
    });
    const settings = { budgets: { ...defaultBudgets, ...budgets } };
    backend = await startBackend(config, { logger, settings });
  }
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await backend.close();
    lines.length = 0;
  });

  async function from(address: string, headers: Record<string, string> = {}): Promise<MeetClient> {
    const client = await MeetClient.open(backend.urls[0] ?? '', {
      headers: { 'x-forwarded-for': address, ...headers },
    });
    clients.push(client);
    return client;
  }
  const hello = async (address: string, room: string, passcode?: string) =>
    (await from(address)).ask({ type: 'hello', room, name: 'Ann', ...(passcode ? { passcode } : {}) });
  const count = async (reason: string) => {
    const text = await (await fetch(`${backend.urls[0]}/metrics`)).text();
    return Number(
      new RegExp(`^stoa_meet_refusals_total\\{reason="${reason}"\\} (\\d+)$`, 'm').exec(text)?.[1],
    );
  };

  it('refuses pages of other origins with 403 and a line in the log', async () => {
    await start({}, { origins: ['https://*.example.com'], trustedProxies: ['127.0.0.1'] });
    const url = backend.urls[0] ?? '';
    const open = (origin: string) => MeetClient.open(url, { origin }).then((client) => clients.push(client));
    for (const origin of [
      'https://evil.example.org',
      url.replace('http:', 'https:'),
      url.replace(/\d+$/, '1'),
      'https://example.com',
      'null',
    ]) {
      await expect(open(origin), origin).rejects.toThrow('403');
    }
    for (const origin of [url, 'https://b.example.org', 'https://meet.example.com']) {
      await expect(open(origin), origin).resolves.toBeGreaterThan(0);
    }
    // As a proxy passes it on that ends TLS.
    const passed = { origin: 'https://meet.example.net', host: '10.0.0.1:8080' };
    const proxied = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'meet.example.net' };
    await expect(from('203.0.113.1', passed)).rejects.toThrow('403');
    await from('203.0.113.1', { ...passed, ...proxied });
    expect(await count('origin')).toBe(6);
    const warned = lines.filter((line) => line.includes('may not connect'));
    expect(warned).toHaveLength(6);
    expect(warned[0]).toContain('https://evil.example.org');
  });

  it('refuses a page whose name was made to point to this machine, unless the name is known', async () => {
    const open = async (host: string) => {
      const url = backend.urls[0] ?? '';
      clients.push(await MeetClient.open(url, { origin: `http://${host}`, headers: { host } }));
    };
    await start({}, {});
    const { port } = new URL(backend.urls[0] ?? '');
    for (const name of ['evil.example.org', 'meet.example.org', 'localhost.example.org']) {
      await expect(open(`${name}:${port}`), name).rejects.toThrow('403');
    }
    for (const name of ['localhost', '127.0.0.1', 'board.localhost']) await open(`${name}:${port}`);
    expect(await count('origin')).toBe(3);
    expect(lines.find((line) => line.includes('may not connect'))).toContain('meet.origins');
    await backend.close();
    await start({}, { origins: ['http://meet.example.org'] });
    await open('meet.example.org');
    await expect(open('evil.example.org')).rejects.toThrow('403');
  });

  it('takes programs without Origin, unless it is told not to', async () => {
    await start({}, { originRequired: true });
    const url = backend.urls[0] ?? '';
    await expect(MeetClient.open(url)).rejects.toThrow('403');
    clients.push(await MeetClient.open(url, { origin: url }));
  });

  it('lets an office of fifty in at once, and back at once after a break', async () => {
    await start();
    for (let round = 0; round < 3; round += 1) {
      const room = (index: number) => `office-${round}-${index % 10}`;
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => hello('203.0.113.1', room(index))),
      );
      const outcomes = answers.map((answer) => (answer.type === 'error' ? answer.code : answer.type));
      // A mesh holds four.
      expect(Object.groupBy(outcomes, (outcome) => outcome)['welcome']).toHaveLength(40);
      expect(outcomes).not.toContain('too-many');
    }
  });

  it('keeps budgets for addresses: connections with 429, attempts to join with too-many', async () => {
    await start({
      addressConnections: { perSecond: 0.1, burst: 6 },
      addressHellos: { perSecond: 0.1, burst: 3 },
    });
    const net = '2001:db8:7:7';
    for (let index = 1; index <= 3; index += 1) {
      expect(await hello(`${net}::${index}`, `free-${index}`)).toMatchObject({ type: 'welcome' });
    }
    const client = await from(`${net}:abcd::1`);
    const refused = await client.ask({ type: 'hello', room: 'free-4', name: 'Ann' });
    expect(refused).toMatchObject({ code: 'too-many', retryable: true });
    if (refused.type !== 'error') throw new Error('refused');
    expect(refused.retryAfterMs).toBeGreaterThan(5_000);
    // The connection goes on: it may ask again when it is time.
    expect(await client.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
    await from(`${net}::8`);
    await from(`${net}::9`);
    await expect(from(`${net}::10`)).rejects.toThrow('429');
    expect(await hello('2001:db8:7:8::1', 'free-5')).toMatchObject({ type: 'welcome' });
    expect([await count('address-connections'), await count('address-hellos')]).toEqual([1, 1]);
  });

  it('slows the guessing of passcodes down, by address and by room, also when all come at once', async () => {
    await start({
      addressPasscodes: { perSecond: 0.01, burst: 3 },
      roomPasscodes: { free: 5, firstMs: 60_000, longestMs: 60_000, forgetMs: 600_000 },
    });
    const host = await from('192.0.2.1');
    await host.join('vault', 'Host');
    await host.ask({ type: 'passcode', passcode: 'correct horse' });
    const guesses = await Promise.all(
      Array.from({ length: 8 }, (_, index) => hello('203.0.113.1', 'vault', `guess ${index}`)),
    );
    const codes = guesses.map((answer) => (answer.type === 'error' ? answer.code : answer.type));
    expect(Object.groupBy(codes, (code) => code)).toMatchObject({
      'passcode-wrong': { length: 3 },
      'too-many': { length: 5 },
    });
    expect(await hello('203.0.113.1', 'vault', 'correct horse')).toMatchObject({ code: 'too-many' });
    // What is right costs nothing, however often.
    for (let index = 0; index < 2; index += 1) {
      expect(await hello('203.0.113.2', 'vault', 'correct horse')).toMatchObject({ type: 'welcome' });
    }
    for (const address of ['203.0.113.3', '203.0.113.4', '203.0.113.5']) {
      expect(await hello(address, 'vault', 'wrong')).toMatchObject({ code: 'passcode-wrong' });
    }
    const paused = await hello('203.0.113.6', 'vault', 'correct horse');
    expect(paused).toMatchObject({ code: 'too-many', retryable: true });
    // Other rooms, and who is in already, notice nothing.
    expect(await hello('203.0.113.6', 'elsewhere', 'x')).toMatchObject({ type: 'welcome' });
    const back = await from('203.0.113.6');
    const token = host.welcome?.resumeToken ?? '';
    expect(await back.join('vault', 'Host', { token, version: 0 })).toMatchObject({ resumed: true });
    expect(await count('room-passcodes')).toBe(1);
    expect(lines.join('')).not.toMatch(/guess \d|correct horse/);
  });

  it('serves metrics to this machine only, unless it is told otherwise', async () => {
    await start();
    const get = (headers: Record<string, string> = {}) => fetch(`${backend.urls[0]}/metrics`, { headers });
    // fetch does not let one choose Host.
    const statusFor = async (host: string) => {
      const asked = request(`${backend.urls[0]}/metrics`, { headers: { host } }).end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      return answer.statusCode;
    };
    expect((await get()).status).toBe(200);
    for (const headers of [{ 'x-forwarded-for': '127.0.0.1' }, { forwarded: 'for=127.0.0.1' }]) {
      expect((await get(headers)).status).toBe(404);
    }
    expect(await statusFor('localhost')).toBe(200);
    expect(await statusFor('[::1]:8080')).toBe(200);
    expect(await statusFor('meet.example.org')).toBe(404);
    expect(await statusFor('localhost.example.org:8080')).toBe(404);
    await backend.close();
    await start({}, { publicMetrics: true });
    expect(await statusFor('meet.example.org')).toBe(200);
    expect((await get({ 'x-forwarded-for': '203.0.113.1' })).status).toBe(200);
  });
});
