import { signGuestToken, signToken, type GuestToken } from '@stoa/toolkit/config';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { defaultBudgets, type BudgetSettings } from './guard/index.ts';
import { startBackend, type Backend } from './index.ts';

const secret = 'a secret that the application shares';
const guestSecret = 'another secret, for the guest links';
const lines: string[] = [];
const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });

type Auth = NonNullable<Parameters<typeof backendConfig>[0]['auth']>;
const auth: Auth = {
  required: true,
  clockToleranceMs: 0,
  guests: { secret: guestSecret },
  hmac: { secret, algorithms: ['HS256'] },
};

describe('tokens at the door', () => {
  let backend: Backend;
  const clients: MeetClient[] = [];
  const secrets: string[] = [secret, guestSecret];
  const leaks: string[] = [];
  let logged = 0;

  async function start(own: Partial<Auth> = {}, budgets: Partial<BudgetSettings> = {}): Promise<void> {
    const config = backendConfig({
      listen: plainListener(0),
      access: { trustedProxies: ['127.0.0.1'] },
      auth: { ...auth, ...own },
    });
    const settings = { budgets: { ...defaultBudgets, ...budgets } };
    backend = await startBackend(config, { logger, settings });
  }
  afterEach(async () => {
    for (const client of clients) {
      secrets.push(client.welcome?.resumeToken ?? secret);
      client.close();
    }
    clients.length = 0;
    await backend.close();
    const log = lines.join('');
    logged += log.length;
    leaks.push(...secrets.splice(2).filter((one) => log.includes(one)));
    leaks.push(...(log.match(/eyJ|correct horse/g) ?? []));
    lines.length = 0;
  });

  async function open(token?: string): Promise<MeetClient> {
    if (token !== undefined) secrets.push(token);
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    const client = await MeetClient.open(backend.urls[0] ?? '', {
      headers,
      ...(token === undefined ? {} : { token }),
    });
    clients.push(client);
    return client;
  }
  const account = (user: Record<string, unknown>, own: Record<string, unknown> = {}) =>
    signToken({ room: '*', exp: Date.now() / 1_000 + 60, context: { user }, ...own }, { secret });
  const guest = (room: string, own: Partial<GuestToken> = {}) =>
    signGuestToken({ room, role: 'participant', expiresAt: Date.now() + 60_000, ...own }, guestSecret);
  const hello = async (token: string | undefined, room: string, name = 'Given') =>
    (await open(token)).ask({ type: 'hello', room, name });
  const people = (client: MeetClient | undefined) =>
    client?.view.participants.map(({ name, role }) => `${name} ${role}`);

  it('lets nobody in without a good one, says why, and goes on with the connection', async () => {
    await start();
    expect(await hello(undefined, 'r')).toMatchObject({ code: 'auth-required', retryable: false });
    expect(await hello('nonsense', 'r')).toMatchObject({ code: 'auth-failed', retryable: false });
    expect(await hello(account({ id: 'u' }, { exp: 1 }), 'r')).toMatchObject({ code: 'auth-expired' });
    const elsewhere = await open(account({ id: 'u' }, { room: 'other' }));
    const refused = await elsewhere.ask({ type: 'hello', room: 'r', name: 'Ann' });
    expect(refused).toMatchObject({ code: 'auth-failed', message: 'this token is for another room' });
    expect(await elsewhere.ask({ type: 'chat', text: 'hi' })).toMatchObject({ code: 'not-joined' });
    expect(await elsewhere.ask({ type: 'hello', room: 'other', name: 'Ann' })).toMatchObject({
      type: 'welcome',
    });
    const text = await (await fetch(`${backend.urls[0]}/metrics`)).text();
    expect(text).toContain('stoa_meet_auth_total{way="hmac",outcome="auth-expired"} 1');
    expect(text).toContain('stoa_meet_auth_total{way="hmac",outcome="ok"} 2');
    expect(text).toContain('stoa_meet_auth_total{way="none",outcome="auth-failed"} 1');
  });

  it('chooses its own subprotocol, never the one that carries the token', async () => {
    await start();
    const client = await open(account({ id: 'u' }));
    expect(client.socket.protocol).toBe('stoa.v1');
    const url = backend.urls[0] ?? '';
    await expect(MeetClient.open(url, { protocol: `bearer.${account({ id: 'u' })}` })).rejects.toThrow('400');
  });

  it('stamps name and role, and lets guests wait for somebody who leads', async () => {
    await start();
    expect(await hello(guest('r', { name: 'Guest Gus' }), 'r', 'Boss')).toMatchObject({ type: 'welcome' });
    const [gus] = clients;
    expect(people(gus)).toEqual(['Guest Gus waiting']);
    expect(await hello(account({ id: 'u1', name: 'Ann', moderator: true }), 'r', 'Impostor')).toMatchObject({
      type: 'welcome',
    });
    const ann = clients[1];
    expect(people(ann)).toEqual(['Guest Gus waiting', 'Ann host']);
    const target = gus?.welcome?.participant ?? '';
    expect(await ann?.ask({ type: 'admit', target })).toMatchObject({ type: 'ack' });
    await gus?.next('admitted');
    await hello(guest('r', { role: 'cohost' }), 'r', 'Cora');
    await hello(account({ id: 'u2' }), 'r', 'Uma');
    await expect
      .poll(() => people(ann))
      .toEqual(['Ann host', 'Guest Gus participant', 'Cora cohost', 'Uma participant']);
    // Who somebody is beyond the name is nobody else's business.
    expect(JSON.stringify(clients.map(({ received }) => received))).not.toMatch(/hmac:|guest:/);
  });

  it('lets come back who has a place, after the token has expired', async () => {
    await start();
    const brief = account({ id: 'u', name: 'Ann' }, { exp: Math.floor(Date.now() / 1_000) + 2 });
    const client = await open(brief);
    const { resumeToken } = await client.join('r', 'Ann');
    client.drop();
    await expect
      .poll(async () => hello(brief, 'other'), { timeout: 8_000, interval: 300 })
      .toMatchObject({
        code: 'auth-expired',
      });
    for (const token of [undefined, brief]) {
      const back = await open(token);
      expect(await back.join('r', 'Ann', { token: resumeToken, version: 0 })).toMatchObject({
        resumed: true,
      });
    }
    expect(lines.join('')).toContain('"user":"hmac:u"');
  });

  it('lets everybody in where only guest links are set up, and knock where accounts are and none is needed', async () => {
    await start({ required: false, hmac: undefined });
    expect(await hello(undefined, 'open')).toMatchObject({ type: 'welcome' });
    expect(people(clients[0])).toEqual(['Given host']);
    await hello(guest('open', { role: 'host', name: 'Lea' }), 'open');
    await expect.poll(() => people(clients[0])).toEqual(['Given cohost', 'Lea host']);
    await backend.close();
    await start({ required: false });
    await hello(undefined, 'mixed');
    await hello(account({ id: 'u' }), 'mixed', 'Ann');
    await expect.poll(() => people(clients.at(-1))).toEqual(['Given waiting', 'Ann host']);
    // A token that is offered has to be good, also where none is needed.
    expect(await hello(account({ id: 'u' }, { exp: 1 }), 'mixed')).toMatchObject({ code: 'auth-expired' });
  });

  it('slows down who tries tokens, and users who do too much on all their connections', async () => {
    await start(
      {},
      {
        addressAuth: { perSecond: 0.01, burst: 3 },
        userJoins: { perSecond: 0.01, burst: 2 },
        userMessages: { perSecond: 0.01, burst: 4 },
      },
    );
    const busy = account({ id: 'busy' });
    expect(await hello(busy, 'a')).toMatchObject({ type: 'welcome' });
    expect(await hello(busy, 'b')).toMatchObject({ type: 'welcome' });
    expect(await hello(busy, 'c')).toMatchObject({ code: 'too-many', retryable: true });
    const answers = await Promise.all(
      clients.slice(0, 2).flatMap((client) => [1, 2, 3].map(() => client.ask({ type: 'ping' }))),
    );
    expect(answers.map(({ type }) => type).sort()).toEqual([
      'error',
      'error',
      'pong',
      'pong',
      'pong',
      'pong',
    ]);
    expect(answers.find(({ type }) => type === 'error')).toMatchObject({ code: 'too-many', retryable: true });
    for (let index = 0; index < 3; index += 1) {
      expect(await hello(`guess-${index}`, 'a')).toMatchObject({ code: 'auth-failed' });
    }
    const refused = await hello(account({ id: 'other' }), 'a');
    expect(refused).toMatchObject({ code: 'too-many', retryable: true, retryAfterMs: expect.any(Number) });
  });

  it('leaves nothing of what proves anything in the log, at whatever level', () => {
    expect(logged).toBeGreaterThan(1_000);
    expect(leaks).toEqual([]);
  });
});
