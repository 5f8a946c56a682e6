import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { startOidc, type OidcServer } from '../../../test/support/oidc.ts';
import { freePort } from '../../../test/support/ports.ts';
import { startBackend, type Backend } from './index.ts';

type Oidc = NonNullable<NonNullable<Parameters<typeof backendConfig>[0]['auth']>['oidc']>;

describe('accounts of an OpenID provider', () => {
  let provider: OidcServer;
  let backend: Backend;
  let rooms = 0;
  const clients: MeetClient[] = [];

  beforeEach(async () => {
    provider = await startOidc({ port: await freePort(12_000, 12_999) });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await backend.close();
    await provider[Symbol.asyncDispose]();
  });

  async function start(own: Partial<Oidc> = {}, cooldownMs = 100): Promise<void> {
    const oidc: Oidc = {
      issuer: provider.issuer,
      audience: ['stoa'],
      scope: 'openid profile',
      token: 'access',
      userClaim: 'sub',
      nameClaim: 'name',
      hosts: [],
      cohosts: [],
      ...own,
    };
    const auth = { required: true, clockToleranceMs: 1_000, oidc };
    backend = await startBackend(backendConfig({ listen: plainListener(0), auth }), {
      logger: pino({ level: 'silent' }),
      settings: { issuerKeys: { cooldownMs, freshMs: 600_000, longestMs: 3_600_000, fetchMs: 500 } },
    });
  }
  async function hello(token: string, room = `r-${(rooms += 1)}`) {
    const client = await MeetClient.open(backend.urls[0] ?? '', { token });
    clients.push(client);
    return client.ask({ type: 'hello', room, name: 'Given' });
  }
  const inRoom = () => clients.at(-1)?.view.participants.map(({ name, role }) => `${name} ${role}`);

  it('come in with RS256 or ES256, by discovery; nothing else does', async () => {
    await start();
    expect(await hello(await provider.token({ name: 'Ann' }))).toMatchObject({ type: 'welcome' });
    expect(inRoom()).toEqual(['Ann host']);
    await provider.rotate('ES256');
    await expect.poll(async () => hello(await provider.token({}))).toMatchObject({ type: 'welcome' });
    expect(inRoom()).toEqual(['Given host']);
    const [head = '', body = ''] = (await provider.token()).split('.');
    expect(await hello(`${head}.${body}.AAAA`)).toMatchObject({ code: 'auth-failed' });
    expect(await hello('eyJhbGciOiJub25lIn0.e30.')).toMatchObject({ code: 'auth-failed' });
  });

  it('are for the audience and from the issuer that the config says', async () => {
    await start({ audience: ['another'] });
    expect(await hello(await provider.token())).toMatchObject({
      code: 'auth-failed',
      message: 'the token is for another audience',
    });
    await backend.close();
    // By its keys the token is good; by its issuer it is not.
    await start({ issuer: 'http://127.0.0.1:1', jwksUrl: `${provider.issuer}/jwks` });
    expect(await hello(await provider.token())).toMatchObject({
      code: 'auth-failed',
      message: 'the token is from another issuer',
    });
  });

  it('get their role from the claim that the config names', async () => {
    await start({ roleClaim: 'realm_access.roles', hosts: ['lead'], cohosts: ['deputy'], userClaim: 'uid' });
    const come = async (roles: unknown, name: string) =>
      hello(await provider.token({ realm_access: { roles }, name, uid: name }), 'roles');
    expect(await come(['other'], 'Pat')).toMatchObject({ type: 'welcome' });
    expect(inRoom()).toEqual(['Pat waiting']);
    await come(['deputy', 'x'], 'Dee');
    await come('lead', 'Lea');
    await expect.poll(() => inRoom()).toEqual(['Pat waiting', 'Dee cohost', 'Lea host']);
    expect(await hello(await provider.token({ name: 'Nobody' }), 'roles')).toMatchObject({
      code: 'auth-failed',
      message: 'the token has no claim uid',
    });
  });

  it('survive a new key of the issuer, asked for once, however many come', async () => {
    await start();
    const old = await provider.token();
    expect(await hello(old)).toMatchObject({ type: 'welcome' });
    await new Promise((resolve) => setTimeout(resolve, 150));
    await provider.rotate();
    const before = provider.keyRequests;
    const fresh = await provider.token();
    const answers = await Promise.all(Array.from({ length: 10 }, () => hello(fresh)));
    expect(answers.map(({ type }) => type)).toEqual(Array.from({ length: 10 }, () => 'welcome'));
    expect(provider.keyRequests - before).toBe(1);
    // The old key is gone from the issuer: nobody comes in with it any more.
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await hello(old)).toMatchObject({ code: 'auth-failed' });
  });

  it('go on while the issuer is away; only a new key has to wait, with a code that says so', async () => {
    await start();
    const known = await provider.token({ name: 'Ann' });
    expect(await hello(known)).toMatchObject({ type: 'welcome' });
    await provider.rotate();
    const unknown = await provider.token({ name: 'Bob' });
    await provider.stop();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await hello(known)).toMatchObject({ type: 'welcome' });
    expect(await hello(unknown)).toMatchObject({ code: 'auth-unavailable', retryable: true });
    const paused = await hello(unknown);
    expect(paused).toMatchObject({ code: 'auth-unavailable', retryable: true });
    expect(await hello(known)).toMatchObject({ type: 'welcome' });
    await provider.start();
    await expect.poll(async () => hello(unknown), { interval: 100 }).toMatchObject({ type: 'welcome' });
    const text = await (await fetch(`${backend.urls[0]}/metrics`)).text();
    expect(text).toMatch(/stoa_meet_issuer_keys_total\{outcome="failed"\} [1-9]/);
    expect(text).toMatch(/stoa_meet_auth_total\{way="oidc",outcome="auth-unavailable"\} [1-9]/);
  });

  it('have to wait for an issuer that never answered, or calls itself otherwise', async () => {
    const token = await provider.token();
    await provider.stop();
    await start();
    expect(await hello(token)).toMatchObject({ code: 'auth-unavailable', retryable: true });
    await provider.start();
    await expect.poll(async () => hello(token), { interval: 100 }).toMatchObject({ type: 'welcome' });
    await backend.close();
    await start({ issuer: provider.issuer.replace('127.0.0.1', 'localhost') });
    const answer = await hello(token);
    expect(answer).toMatchObject({ code: 'auth-unavailable' });
    expect(JSON.stringify(answer)).toContain('calls itself otherwise');
  });
});
