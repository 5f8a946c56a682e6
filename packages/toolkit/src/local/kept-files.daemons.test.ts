// No server is started here, but real files are written, which unit tests do not do.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureCertificates } from './certificates.ts';
import { readLogs, type LogLine } from './index.ts';
import { withLock } from './lock.ts';
import { ensureSecrets } from './secrets.ts';
import { statePaths } from './state-paths.ts';
import { openLogFile } from './supervisor/log-file.ts';
import { examplePlatform } from './testing/fixtures.ts';

let baseDir: string;

beforeAll(async () => {
  baseDir = await mkdtemp(join(tmpdir(), 'stoa-kept-'));
});

afterAll(async () => {
  await rm(baseDir, { recursive: true, force: true });
});

test('secrets are generated once, and those of the config come first', async () => {
  const paths = statePaths(baseDir, 'secrets');
  const first = await ensureSecrets(paths, examplePlatform());
  expect(await ensureSecrets(paths, examplePlatform())).toEqual(first);
  expect(new Set(Object.values(first)).size).toBe(6);
  expect((await stat(paths.secrets)).mode & 0o777).toBe(0o600);
  const own = examplePlatform({ turn: { secret: 'a-secret-of-the-user' } });
  expect(await ensureSecrets(paths, own)).toEqual({ ...first, turnSecret: 'a-secret-of-the-user' });
  expect(await readFile(paths.secrets, 'utf8')).not.toContain('a-secret-of-the-user');
});

test('a folder of before there was an admin API gets its token, and keeps the rest', async () => {
  const paths = statePaths(baseDir, 'older');
  const { adminToken, ...others } = await ensureSecrets(paths, examplePlatform());
  await writeFile(paths.secrets, JSON.stringify({ schema: 'stoa.local.secrets/v1', ...others }));
  const again = await ensureSecrets(paths, examplePlatform());
  expect(again).toEqual({ ...others, adminToken: again.adminToken });
  expect(again.adminToken).not.toBe(adminToken);
  expect(await ensureSecrets(paths, examplePlatform())).toEqual(again);
});

test('a lock is held against others, and does not outlive a killed holder', async () => {
  const paths = statePaths(baseDir, 'locked');
  const module = JSON.stringify(new URL('lock.ts', import.meta.url).href);
  const script = `import { withLock } from ${module};
    await withLock(${JSON.stringify(paths)}, 'up', async () => {
      console.log('locked');
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    });`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  const take = () => withLock(paths, 'down', () => Promise.resolve('taken'));
  await expect(take()).rejects.toMatchObject({
    code: 'LOCAL_LOCKED',
    message: expect.stringContaining(`\`stoa up\` (process ${holder.pid})`),
  });
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  await expect(take()).resolves.toBe('taken');
  await expect(take()).resolves.toBe('taken');
});

describe('certificates', () => {
  const names = ['localhost', '127.0.0.1'];
  const now = new Date();
  const ensure = (wanted = names, at = now) =>
    ensureCertificates(statePaths(baseDir, 'tls'), 'example', wanted, at);

  test('are kept, renewed with the names by the same CA, and all anew when the CA ends', async () => {
    const paths = statePaths(baseDir, 'tls');
    const first = await ensure();
    expect(first.renewed).toBe('a new CA was made');
    expect(await ensure()).toEqual({ fingerprint: first.fingerprint, renewed: undefined });
    const ca = await readFile(paths.caFile, 'utf8');
    const second = await ensure([...names, '192.0.2.7']);
    expect(second.renewed).toBe('it lacks IP Address:192.0.2.7');
    expect(second.fingerprint).not.toBe(first.fingerprint);
    expect(await readFile(paths.caFile, 'utf8')).toBe(ca);
    const tenYears = new Date(now.getTime() + 3_630 * 86_400_000);
    expect((await ensure(names, tenYears)).renewed).toBe('a new CA was made');
    expect(await readFile(paths.caFile, 'utf8')).not.toBe(ca);
  });

  test('a lost key means a new certificate, not an error', async () => {
    const paths = statePaths(baseDir, 'tls');
    await ensure();
    await rm(paths.keyFile);
    expect((await ensure()).renewed).toBe('there was none');
    expect((await ensure()).renewed).toBeUndefined();
  });

  test('what cannot be read is not overwritten', async () => {
    const paths = statePaths(baseDir, 'tls');
    await writeFile(paths.keyFile, 'scrambled');
    await expect(ensure()).rejects.toMatchObject({ code: 'LOCAL_STATE_CORRUPT' });
    expect(await readFile(paths.keyFile, 'utf8')).toBe('scrambled');
  });
});

describe('logs', () => {
  const where = () => ({ baseDir, stateDir: 'logging' });
  const paths = () => statePaths(baseDir, 'logging');

  test('take pieces, mask secrets, and never grow beyond twice the limit', async () => {
    const path = join(paths().logs, 'piece.log');
    const log = openLogFile(path, { maxBytes: 1_000, secrets: ['hunter2-hunter2'] });
    log.write('one\ntw');
    log.write('o hunter2-');
    log.write('hunter2\nhalf');
    log.flush();
    const text = await readFile(path, 'utf8');
    expect(text.split('\n').map((line) => line.slice(25))).toEqual(['one', 'two [redacted]', 'half', '']);
    for (let index = 0; index < 500; index += 1) log.write(`line ${index}\n`);
    const files = (await readdir(paths().logs)).sort();
    expect(files).toEqual(['piece.log', 'piece.log.1']);
    for (const file of files) {
      const info = await stat(join(paths().logs, file));
      expect(info.size).toBeLessThanOrEqual(1_000);
      expect(info.mode & 0o777).toBe(0o600);
    }
  });

  test('long lines are cut, so that a reader always gets on', async () => {
    openLogFile(join(paths().logs, 'long.log')).write(`${'é'.repeat(100_000)}\nshort\n`);
    const lines: string[] = [];
    for await (const { line } of readLogs({ ...where(), component: 'long' })) lines.push(line.slice(25));
    expect(lines.at(-1)).toBe('short');
    expect(lines.join('')).toBe(`${'é'.repeat(100_000)}short`);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(10_000);
  });

  test('a line without an end does not fill the memory', async () => {
    const path = join(paths().logs, 'endless.log');
    const log = openLogFile(path);
    for (let index = 0; index < 10; index += 1) log.write('x'.repeat(5_000));
    expect((await stat(path)).size).toBeGreaterThan(30_000);
  });

  test('are followed across rotations: every line once, in order', async () => {
    const log = openLogFile(join(paths().logs, 'busy.log'), { maxBytes: 2_000 });
    log.write('first\n');
    const stop = new AbortController();
    const seen: LogLine[] = [];
    const reader = (async () => {
      const lines = readLogs({ ...where(), component: 'busy', follow: true, signal: stop.signal });
      for await (const line of lines) {
        seen.push(line);
        if (line.line.endsWith('last')) stop.abort();
      }
    })();
    for (let index = 0; index < 100; index += 1) {
      log.write(`line ${index}\n`);
      if (index % 20 === 19) await new Promise((resolve) => setTimeout(resolve, 300));
    }
    log.write('last\n');
    await reader;
    const numbers = Array.from({ length: 100 }, (_, index) => `line ${index}`);
    expect(seen.map(({ line }) => line.slice(25))).toEqual(['first', ...numbers, 'last']);
  });
});
