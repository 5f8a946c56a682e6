import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeIo, runFake } from './testing/fake-io.ts';

const secret = '0123456789abcdef0123456789abcdef';
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stoa-cli-'));
  await writeFile(join(dir, 'secret'), `${secret}\n`, { mode: 0o600 });
});
afterAll(() => rm(dir, { recursive: true }));

const credentials = ['turn', 'credentials', '-o', 'json'];

test('a secret from a file, the environment, or standard input gives the same credentials', async () => {
  const runs = await Promise.all([
    runFake([...credentials, '--secret-file', 'secret'], fakeIo({ cwd: dir })),
    runFake([...credentials, '--secret-env', 'S'], fakeIo({ env: { S: secret } })),
    runFake([...credentials, '--secret-file', '-'], fakeIo({ stdin: `${secret}\n` })),
  ]);
  for (const { code, out, err } of runs) {
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const result = JSON.parse(out) as Record<string, string>;
    expect(result['username']).toMatch(/^\d{10}:stoa$/);
    expect(Date.parse(result['expiresAt'] ?? '')).toBeGreaterThan(Date.now());
  }
});

test.each([
  [[], {}, 'the shared secret of the TURN server is missing (CLI_SECRET_MISSING)'],
  [['--secret-env', 'NONE'], {}, 'the environment variable NONE is not set'],
  [['--secret-file', 'none'], {}, 'does not exist (CLI_SECRET_MISSING)'],
  [['--secret-file', 'a', '--secret-env', 'B'], {}, 'exclude each other'],
  [['--secret-env', 'E'], { E: '' }, 'TURN_SECRET_EMPTY'],
  [['--secret-env', 'E'], { E: 'short' }, 'TURN_SECRET_SHORT'],
  [['--secret-env', 'E', '--ttl', '2d'], { E: secret }, 'TURN_TTL_INVALID'],
  [['--secret-env', 'E', '--ttl', '10m', '--max-ttl', '5m'], { E: secret }, 'TURN_TTL_INVALID'],
  [['--secret-env', 'E', '--ttl', '99999d', '--max-ttl', '99999d'], { E: secret }, 'TURN_EXPIRY_OVERFLOW'],
])('%j', async (options, env, expected) => {
  const { code, out, err } = await runFake(['turn', 'credentials', ...options], fakeIo({ env, cwd: dir }));
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(expected);
});

test('a secret file that everybody can read is used, with a warning', async () => {
  const file = join(dir, 'open');
  await writeFile(file, secret);
  await chmod(file, 0o644);
  const { code, err } = await runFake([...credentials, '--secret-file', 'open'], fakeIo({ cwd: dir }));
  expect(code).toBe(0);
  expect(err).toContain(`warning: everybody on this machine can read ${file}`);
});

test('with a config: its secret, and no more than its lifetime', async () => {
  await writeFile(
    join(dir, 'stoa.yaml'),
    'apiVersion: stoa/v1alpha1\nname: calls\ntarget: { type: local }\nturn: { credentialLifetime: 5m, secret: "${file:secret}" }\n',
  );
  const from = ['-f', 'stoa.yaml'];
  const { out } = await runFake([...credentials, ...from], fakeIo({ cwd: dir }));
  const { expiresAt } = JSON.parse(out) as { expiresAt: string };
  expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(300_000);
  const { err } = await runFake(['turn', 'credentials', ...from, '--ttl', '6m'], fakeIo({ cwd: dir }));
  expect(err).toContain('TURN_TTL_INVALID');
  expect(err).not.toContain(secret);
});

test('turn key is MD5 of user:realm:password', async () => {
  const args = ['turn', 'key', '--user', 'user', '--realm', 'realm', '--password-file', '-'];
  const { out } = await runFake(args, fakeIo({ stdin: 'pass' }));
  // RFC 8489 §9.2.2 gives this very example.
  expect(out).toBe('8493fbc53ba582fb4c044c456bdc40eb\n');
  expect((await runFake(['turn', 'key', '--password-env', 'P'], fakeIo({ env: { P: 'x' } }))).code).toBe(2);
});
