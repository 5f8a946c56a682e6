import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callToken } from './call-token.ts';
import { inviteSchema, tokenSchema } from './outputs/small.ts';
import { fakeIo, runFake } from './testing/fake-io.ts';

const secret = 'a secret of the tests, long enough';
let dir: string;
let file: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stoa-meet-'));
  file = join(dir, 'secret');
  await writeFile(file, `${secret}\n`);
  await chmod(file, 0o600);
});
afterAll(() => rm(dir, { recursive: true }));

const stoa = (...argv: string[]) => runFake(argv, fakeIo({ env: { SECRET: secret } }));
const claimsOf = async (token: string, typ: string) =>
  (await jwtVerify(token, new TextEncoder().encode(secret), { typ, algorithms: ['HS256'] })).payload;

test('invite: the proof stands behind the # and says room, role, name and end', async () => {
  const site = ['--url', 'https://meet.example.org', '--secret-file', file];
  const { code, out, err } = await stoa('meet', 'invite', 'board', ...site, '-o', 'json', '--name', 'Bob');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const result = inviteSchema.parse(JSON.parse(out));
  const url = new URL(result.url);
  expect([url.origin, url.pathname, url.search]).toEqual(['https://meet.example.org', '/r/board', '']);
  const claims = await claimsOf(url.hash.replace('#token=', ''), 'stoa-guest+jwt');
  expect(claims).toMatchObject({ room: 'board', role: 'participant', name: 'Bob' });
  expect(new Date((claims.exp ?? 0) * 1_000).toISOString().slice(0, 16)).toBe(result.expiresAt.slice(0, 16));
  const host = await stoa('meet', 'invite', 'board', ...site, '--role', 'host', '--expires', '1h');
  const line = new URL(host.out.trim());
  expect(await claimsOf(line.hash.slice(7), 'stoa-guest+jwt')).toMatchObject({ role: 'host' });
});

test('token: the claims of an application, nothing that was not said', async () => {
  const { out } = await stoa(
    'meet',
    'token',
    '*',
    '--secret-env',
    'SECRET',
    '--user',
    'ann',
    '--moderator',
    '--audience',
    'stoa',
    '--json',
  );
  const { token, room, user } = tokenSchema.parse(JSON.parse(out));
  expect({ room, user }).toEqual({ room: '*', user: 'ann' });
  const { exp, ...claims } = await claimsOf(token, 'JWT');
  expect(exp).toBeGreaterThan(Date.now() / 1_000);
  expect(claims).toEqual({ aud: 'stoa', room: '*', context: { user: { id: 'ann', moderator: true } } });
  const plain = await stoa('meet', 'token', 'board', '--secret-file', file, '--no-moderator');
  expect(await claimsOf(plain.out.trim(), 'JWT')).toMatchObject({
    context: { user: { id: 'stoa', moderator: false } },
  });
});

test.each([
  [['meet', 'invite', 'Board!', '--url', 'https://x.example.org'], '"Board!" is not the name of a room'],
  [['meet', 'invite', 'board', '--url', 'ftp://x.example.org'], 'is not the address of a deployment'],
  [['meet', 'invite', 'board', '--url', 'https://x.example.org'], 'the secret of guest links is missing'],
  [['meet', 'invite', 'board', '--role', 'king'], 'king'],
  [['meet', 'invite'], 'room'],
  [['meet', 'token', 'a b', '--secret-env', 'SECRET'], 'is not the name of a room'],
  [['meet', 'token', 'board'], 'the shared secret is missing'],
])('%j is refused with what to do', async (argv, message) => {
  const { code, err, out } = await stoa(...argv);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
});

test('synthetic participants are made for the room that they call in', async () => {
  const claims = await claimsOf(callToken(secret)('call-1'), 'stoa-guest+jwt');
  expect(claims).toMatchObject({ room: 'call-1', role: 'cohost' });
});
