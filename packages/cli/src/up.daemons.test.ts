import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evidenceSchema } from '@stoa/toolkit/evidence';
import { callReportSchema } from '@stoa/toolkit/probe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openMediaAddress, type MediaAddress } from '../../../test/support/media-address.ts';
import { downSchema, statusSchema, upSchema } from './outputs/platform.ts';
import { errorSchema, evidenceListSchema, lineSchema, logsSchema } from './outputs/small.ts';
import { runBin, type BinOptions } from './testing/run-bin.ts';

// The real binary with the real platform: what `stoa up` and its neighbours print and return. The ports lie below those
// that the system gives to clients (32768 on), so that nobody else's socket sits on one by chance.
let dir: string;
let media: MediaAddress;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stoa-up-'));
  media = await openMediaAddress({ device: 'stoac0', address: '127.88.10.1' });
  await writeConfig('userQuota: 0', 'maxParticipants: 50');
});
afterAll(async () => {
  await stoa('down', '--purge');
  await media[Symbol.asyncDispose]();
  await rm(dir, { recursive: true });
});

async function writeConfig(turn: string, room: string): Promise<void> {
  await writeFile(
    join(dir, 'stoa.yaml'),
    `apiVersion: stoa/v1alpha1
name: cli-test
target: { type: local, address: ${media.address} }
meet: { port: 29000, httpPort: 29010, adminPort: 29060, room: { ${room} }, auth: { required: true } }
sfu: { apiPort: 29020, adminPort: 29030, rtpPorts: { min: 29400, max: 29599 } }
turn: { port: 29040, tlsPort: 29041, relayPorts: { min: 29600, max: 29799 }, ${turn} }
redis: { port: 29050 }
`,
  );
}

const stoa = (...argv: string[]) => runBin(argv, { cwd: dir });
const stoaWith = (options: BinOptions, ...argv: string[]) => runBin(argv, { cwd: dir, ...options });

test('nothing runs yet: status says so with 5, call and logs with what to do', async () => {
  const status = await stoa('status', '-o', 'json');
  expect(status.code).toBe(5);
  expect(statusSchema.parse(JSON.parse(status.out))).toMatchObject({ state: 'stopped', components: [] });
  const call = await stoa('call', '--json');
  expect(call.code).toBe(2);
  expect(errorSchema.parse(JSON.parse(call.out)).error).toMatchObject({ code: 'LOCAL_NOT_RUNNING' });
  expect((await stoa('logs')).out).toBe('');
  expect((await stoa('down', '--json')).code).toBe(0);
});

test('Ctrl-C in the middle of up stops everything that was started', async () => {
  const during = { signalOn: { pattern: /done {4}start components/, signal: 'SIGINT' } } as const;
  const { code, err } = await stoaWith(during, 'up');
  expect(code).toBe(130);
  expect(err).toMatch(/error: stopped by SIGINT \(CLI_INTERRUPTED\)\n$/);
  expect((await stoa('status')).out).toContain('stopped');
});

test('Ctrl-C during the call stops what this up has started', async () => {
  const during = { signalOn: { pattern: /start {3}Measure/, signal: 'SIGINT' } } as const;
  expect((await stoaWith(during, 'up', '--duration', '20s')).code).toBe(130);
  expect((await stoa('status')).out).toContain('stopped');
});

test('up: platform, verified call, evidence; all as documented', async () => {
  const { code, out, err } = await stoa('up', '-o', 'json', '--duration', '1s', '--room', 'coffee');
  expect(code, err).toBe(0);
  const result = upSchema.parse(JSON.parse(out));
  expect(result).toMatchObject({ ok: true, platform: { alreadyRunning: false } });
  expect(result.calls.flatMap((call) => call.participants.map(({ path }) => path))).toEqual([
    'direct',
    'udp',
    'tcp',
    'tls',
  ]);
  expect(result.room.here).toBe('http://127.0.0.1:29010/r/coffee');
  expect(existsSync(result.evidence[0] ?? '')).toBe(true);
});

test('up again: only verified; as text and as JSON lines', async () => {
  const text = await stoa('up', '--no-call');
  expect(text.code, text.err).toBe(0);
  expect(text.out).toContain('cli-test was running already: redis, janus-0');
  expect(text.out).toContain('open a room here:       http://127.0.0.1:29010/r/room-');
  const lines = (await stoa('up', '-o', 'jsonl', '--duration', '1s')).out.trimEnd().split('\n');
  const parsed = lines.map((line) => lineSchema.parse(JSON.parse(line)));
  expect(parsed.slice(0, -1).map(({ type }) => type)).not.toContain('result');
  expect(parsed.at(-1)).toMatchObject({ type: 'result', result: { ok: true } });
});

test('invite: a link into a room of the platform that runs', async () => {
  const { code, out } = await stoa('meet', 'invite', 'coffee', '--role', 'host');
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`^https://${media.address}:29000/r/coffee#token=eyJ[\\w.-]+\n$`));
});

test('status, wide and watched', async () => {
  const json = await stoa('status', '-o', 'json');
  expect(json).toMatchObject({ code: 0, err: '' });
  const status = statusSchema.parse(JSON.parse(json.out));
  expect(status.components.map(({ name, ready }) => [name, ready])).toEqual(
    ['redis', 'janus-0', 'janus-1', 'coturn', 'meet-0', 'meet-1'].map((name) => [name, true]),
  );
  expect((await stoa('status', '-o', 'wide')).out).toMatch(/coturn .* [\d.]+:29040\/udp/);
  const twice = { signalOn: { pattern: /}\n.*}\n/, signal: 'SIGINT' } } as const;
  const watched = await stoaWith(twice, 'status', '--watch', '--interval', '100ms', '-o', 'jsonl');
  expect(watched).toMatchObject({ code: 130, err: '' });
  const looks = watched.out.trimEnd().split('\n');
  expect(looks.length).toBeGreaterThanOrEqual(2);
  for (const look of looks) statusSchema.parse(JSON.parse(look));
});

test('logs of one, of all, and of none', async () => {
  const all = logsSchema.parse(JSON.parse((await stoa('logs', '-n', '20000', '-o', 'json')).out));
  expect(new Set(all.map(({ component }) => component)).size).toBeGreaterThan(3);
  expect((await stoa('logs', 'meet-0', '-n', '3')).out.trimEnd().split('\n')).toHaveLength(3);
  const unknown = await stoa('logs', 'nope');
  expect(unknown.code).toBe(2);
  expect(unknown.err).toContain('(LOCAL_COMPONENT_UNKNOWN)\nhint: choose one of coturn');
  const followed = { signalOn: { pattern: /\n/, signal: 'SIGINT' } } as const;
  expect(await stoaWith(followed, 'logs', '-f')).toMatchObject({ code: 130, err: '' });
});

test('call: by config and by URL, with documented JSON and exit code', async () => {
  const own = await stoa('call', '--paths', 'direct,tls', '-d', '1s', '--json');
  expect(own.code, own.err).toBe(0);
  expect(callReportSchema.parse(JSON.parse(own.out))).toMatchObject({ ok: true });
  const byUrl = ['call', '--url', `https://${media.address}:29000`, '-d', '1s'];
  const ca = join(dir, '.stoa', 'tls', 'ca.pem');
  const stranger = await stoa(...byUrl, '--ca', ca);
  expect([stranger.code, stranger.out]).toEqual([5, expect.stringContaining('(auth-required)')]);
  const link = (await stoa('meet', 'invite', 'tea', '--role', 'host')).out.trim();
  const withToken = { env: { TOKEN: link.split('#token=')[1] ?? '' } };
  const invited = [...byUrl, '--room', 'tea', '--token-env', 'TOKEN'];
  const text = await stoaWith(withToken, ...invited, '--ca', ca, '--evidence', 'kept');
  expect(text.code, text.err).toBe(0);
  expect(text.out).toMatch(/PARTICIPANT +PATH +RESULT/);
  expect(await readdir(join(dir, 'kept'))).toHaveLength(1);
  const untrusted = await stoa(...byUrl);
  expect(untrusted.code).toBe(5);
  expect(untrusted.out).toContain('(CALL_TLS_UNTRUSTED)');
  expect((await stoa('call', '--paths', 'carrier-pigeon')).err).toContain('(CALL_OPTIONS)');
});

test('evidence list and show', async () => {
  const list = evidenceListSchema.parse(JSON.parse((await stoa('evidence', 'list', '--json')).out));
  expect(list.length).toBeGreaterThanOrEqual(3);
  expect(new Set(list.map(({ operation, ok }) => [operation, ok].join(' ')))).toEqual(new Set(['call true']));
  const shown = await stoa('evidence', 'show', list[0]?.id ?? '', '-o', 'json');
  expect(
    z.object({ report: callReportSchema }).safeParse(evidenceSchema.parse(JSON.parse(shown.out)).data)
      .success,
  ).toBe(true);
  expect((await stoa('evidence', 'show')).out).toContain('packets received');
  expect((await stoa('evidence', 'show', 'none')).err).toContain('(EVIDENCE_MISSING)');
});

test('turn check of the platform’s own relay, over every transport', async () => {
  const { code, out, err } = await stoa('turn', 'check', '--json', '--count', '5');
  expect(code, err).toBe(0);
  const { urls } = JSON.parse(out) as { urls: { url: string; ok: boolean }[] };
  expect(urls.map(({ url, ok }) => [url.replace(/:.*transport=/, ' '), ok])).toEqual([
    ['turn udp', true],
    ['turn tcp', true],
    ['turns tcp', true],
  ]);
});

test('turn check does not trust an unknown CA', async () => {
  const url = `turns:${media.address}:29041`;
  const untrusted = await stoa('turn', 'check', url, '--json');
  expect(untrusted.code).toBe(5);
  expect(untrusted.out).toContain('TURN_TLS_UNTRUSTED');
});

test('rooms for two: every path is proven, two at a time', async () => {
  await writeConfig('userQuota: 0', 'maxParticipants: 2');
  const { code, out, err } = await stoa('up', '--json', '--duration', '1s');
  expect(code, err).toBe(0);
  const { calls, evidence } = upSchema.parse(JSON.parse(out));
  expect(calls.map(({ participants }) => participants.map(({ path }) => path))).toEqual([
    ['direct', 'udp'],
    ['tcp', 'tls'],
  ]);
  expect(evidence).toHaveLength(2);
});

test('a platform whose call fails is left running, and up says so with 5', async () => {
  // Every participant needs a relay to send and one to receive.
  await writeConfig('userQuota: 1', 'maxParticipants: 50');
  const { code, out, err } = await stoa('up', '--duration', '1s');
  expect(code, err).toBe(5);
  expect(out).toContain('the platform runs, but the call failed. It is left running');
  expect(out).toMatch(/problem: .* \(CALL_[A-Z_]+\)/);
  expect((await stoa('status')).code).toBe(0);
});

test('down without its config, then again', async () => {
  const down = await runBin(['down', '--state-dir', join(dir, '.stoa'), '-o', 'json']);
  expect(down.code).toBe(0);
  expect(downSchema.parse(JSON.parse(down.out))).toMatchObject({ wasRunning: true });
  expect((await stoa('down')).out).toBe('nothing was running\n');
});
