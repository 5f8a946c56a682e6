import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { StoaError } from '../base/index.ts';
import { run } from '../base/index.ts';
import { checkConfig, loadConfig, maskSecrets, stateDirOf } from './index.ts';

const head = 'apiVersion: stoa/v1alpha1\nname: calls\ntarget:\n  type: local\n';
const secret = '0123456789abcdef0123456789abcdef';
let root: string;
let dir: string;
let count = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stoa-config-'));
});
afterAll(async () => {
  await rm(root, { recursive: true });
});
beforeEach(async () => {
  count += 1;
  dir = join(root, String(count));
  await mkdir(dir);
});

async function put(name: string, text: string | Uint8Array, mode = 0o600): Promise<string> {
  const file = join(dir, name);
  await writeFile(file, text);
  await chmod(file, mode);
  return file;
}

async function failure(work: Promise<unknown>): Promise<StoaError> {
  const error: unknown = await work.then(
    () => new Error('did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof StoaError) return error;
  throw error;
}

test('looks for stoa.yaml, stoa.yml, stoa.config.ts in this order', async () => {
  const missing = await failure(loadConfig(undefined, { cwd: dir, env: {} }));
  expect(missing.code).toBe('CONFIG_NOT_FOUND');
  expect(missing.hint).toContain('stoa init');
  await put(
    'stoa.config.ts',
    `export default { apiVersion: 'stoa/v1alpha1', name: 'ts', target: { type: 'local' } };`,
  );
  expect((await loadConfig(undefined, { cwd: dir })).platform.name).toBe('ts');
  await put('stoa.yml', head.replace('calls', 'yml'));
  expect((await loadConfig(undefined, { cwd: dir })).platform.name).toBe('yml');
  await put('stoa.yaml', head);
  const loaded = await loadConfig(undefined, { cwd: dir });
  expect(loaded.platform.name).toBe('calls');
  expect(loaded.file).toBe(join(dir, 'stoa.yaml'));
  expect(stateDirOf(loaded)).toBe(join(dir, '.stoa'));
});

test('a named file that is not there, a folder, and a file that is too large', async () => {
  expect((await failure(loadConfig('none.yaml', { cwd: dir }))).message).toContain('none.yaml');
  expect((await failure(loadConfig('.', { cwd: dir }))).code).toBe('CONFIG_NOT_FOUND');
  await put('large.yaml', head + '#'.repeat(300_000));
  expect((await failure(loadConfig('large.yaml', { cwd: dir }))).code).toBe('CONFIG_UNREADABLE');
});

test('one error carries every finding', async () => {
  await put('stoa.yaml', `${head}turn:\n  prot: 1\nmeet:\n  backends: 99\n`);
  const error = await failure(loadConfig(undefined, { cwd: dir }));
  expect(error.code).toBe('CONFIG_INVALID');
  expect(error.exitCode).toBe(2);
  expect(error.message).toContain('stoa.yaml:6:3: turn.prot');
  expect(error.details['findings']).toMatchObject([
    { code: 'CONFIG_UNKNOWN_KEY', line: 6, column: 3, file: 'stoa.yaml' },
    { code: 'CONFIG_WRONG_VALUE', line: 8, column: 13 },
  ]);
});

test('references are resolved, tracked and masked', async () => {
  await mkdir(join(dir, 'secrets'));
  await put('secrets/turn', `${secret}\n`);
  const text = `${head}meet:\n  port: \${env:PORT}\nturn:\n  secret: \${file:secrets/turn}\n  realm: a$\${b}\nredis:\n  password: \${env:REDIS}\n`;
  await put('stoa.yaml', text);
  const env = { PORT: '9443', REDIS: 'redis-password-of-16' };
  // Paths of secrets count from the config file, not from the current folder.
  const loaded = await loadConfig(join(dir, 'stoa.yaml'), { cwd: '/', env });
  expect(loaded.platform.meet.port).toBe(9443);
  expect(loaded.platform.turn).toMatchObject({ secret, realm: 'a${b}' });
  expect(loaded.findings).toEqual([]);
  expect(loaded.secrets).toEqual(new Set([secret, env.REDIS]));
  const shown = JSON.stringify(maskSecrets(loaded.platform, loaded.secrets));
  expect(shown).toContain('"secret":"[redacted]"');
  expect(shown).not.toContain(secret);
  expect(shown).not.toContain(env.REDIS);
});

test('a secret is masked wherever its text turns up', async () => {
  await put('stoa.yaml', `${head}turn:\n  secret: \${env:S}\n  realm: x-\${env:S}\n`);
  const { platform, secrets } = await loadConfig(undefined, { cwd: dir, env: { S: secret } });
  expect(JSON.stringify(maskSecrets(platform, secrets))).not.toContain(secret);
});

test.each([
  ['empty', '', 0o600, 'is empty'],
  ['blank', ' \n', 0o600, 'is empty'],
  ['large', 'x'.repeat(70_000), 0o600, 'is larger than 64 KiB'],
  ['binary', Uint8Array.of(0xff, 0xfe, 0x80), 0o600, 'is not text'],
  ['nul', 'abc\0def-abc-def-abc', 0o600, 'is not text'],
] as const)('a secret file that is %s', async (name, content, mode, why) => {
  await put(name, content, mode);
  await put('stoa.yaml', `${head}turn:\n  secret: \${file:${name}}\n`);
  const { findings } = await checkConfig(undefined, { cwd: dir });
  expect(findings).toMatchObject([
    { code: 'CONFIG_FILE_UNREADABLE', line: 6, column: 11, path: 'turn.secret' },
  ]);
  expect(findings[0]?.message).toContain(why);
});

test('secret files that are folders, pipes, devices or broken links do not hang and are refused', async () => {
  await mkdir(join(dir, 'folder'));
  await run('mkfifo', [join(dir, 'pipe')]);
  await symlink('/nowhere/at/all', join(dir, 'link'));
  for (const name of ['folder', 'pipe', '/dev/zero', 'link', 'folder/x', 'a\u0000b']) {
    await put('stoa.yaml', `${head}turn:\n  secret: ${JSON.stringify(`\${file:${name}}`)}\n`);
    const { findings } = await checkConfig(undefined, { cwd: dir });
    expect(findings, name).toMatchObject([{ code: 'CONFIG_FILE_UNREADABLE', line: 6 }]);
  }
});

test('a secret file that everybody can read is a warning', async () => {
  await put('open', secret, 0o644);
  await put('stoa.yaml', `${head}turn:\n  secret: \${file:open}\n`);
  const { findings, platform } = await checkConfig(undefined, { cwd: dir });
  expect(platform?.turn.secret).toBe(secret);
  expect(findings).toMatchObject([{ severity: 'warning', code: 'CONFIG_SECRET_EXPOSED', line: 6 }]);
});

test('a certificate file is for everybody, its key is not', async () => {
  await put('open', '-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n', 0o644);
  const parts = ['chain: ${file:open}', 'key: ${file:open}'].map((line) => `    ${line}\n`).join('');
  await put('stoa.yaml', `${head.replace('local', 'kubernetes')}  certificate:\n${parts}`);
  const exposed = (await checkConfig(undefined, { cwd: dir })).findings.filter(
    ({ code }) => code === 'CONFIG_SECRET_EXPOSED',
  );
  expect(exposed).toMatchObject([{ path: 'target.certificate.key' }]);
});

test('a value from outside is never quoted in a finding', async () => {
  await put(
    'stoa.yaml',
    `${head}turn:\n  secret: \${env:A}\n  kind: \${env:B}\n  credentialLifetime: \${env:B}\n`,
  );
  const { findings } = await checkConfig(undefined, { cwd: dir, env: { A: 'tooshort', B: 'confidential' } });
  expect(findings).toHaveLength(3);
  expect(JSON.stringify(findings)).not.toMatch(/tooshort|confidential/);
});

test('stoa.config.ts: defineConfig from anywhere, findings without a line, mistakes of all kinds', async () => {
  const config = (body: string) =>
    `import { defineConfig } from '@stoa/toolkit/config';\nexport default defineConfig(${body});\n`;
  await put('a.config.ts', config(`{ apiVersion: 'stoa/v1alpha1', name: 'ts', target: { type: 'local' } }`));
  expect((await loadConfig('a.config.ts', { cwd: dir })).platform.meet.backends).toBe(2);
  const cases: [string, string, string][] = [
    [
      'b.config.ts',
      config(`{ apiVersion: 'stoa/v1alpha1', name: 'ts', target: { type: 'local' }, trun: {} }`),
      'CONFIG_UNKNOWN_KEY',
    ],
    ['c.config.ts', 'export default {', 'CONFIG_MODULE'],
    ['d.config.ts', 'throw new Error("on purpose");', 'CONFIG_MODULE'],
    ['e.config.ts', 'export const config = {};', 'CONFIG_MODULE'],
    [
      'f.config.ts',
      'export default { apiVersion: () => 1, name: new Date(), target: new Map() };',
      'CONFIG_WRONG_TYPE',
    ],
    ['g.config.ts', 'const a = {}; a.a = a; export default { name: a };', 'CONFIG_SYNTAX'],
  ];
  for (const [name, text, code] of cases) {
    await put(name, text);
    const { findings, platform } = await checkConfig(name, { cwd: dir });
    expect(platform).toBeUndefined();
    expect(
      findings.map((finding) => finding.code),
      name,
    ).toContain(code);
    expect(findings.every((finding) => finding.line === null && finding.file === name)).toBe(true);
  }
});

test('a stoa.config.ts that was changed is loaded anew', async () => {
  const config = (name: string) =>
    `export default { apiVersion: 'stoa/v1alpha1', name: '${name}', target: { type: 'local' } };`;
  await put('stoa.config.ts', config('one'));
  expect((await loadConfig(undefined, { cwd: dir })).platform.name).toBe('one');
  await new Promise((resolve) => setTimeout(resolve, 20));
  await put('stoa.config.ts', config('two'));
  expect((await loadConfig(undefined, { cwd: dir })).platform.name).toBe('two');
});
