import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { validateSchema } from './outputs/small.ts';
import { bin, runBin } from './testing/run-bin.ts';

const root = resolve(import.meta.dirname, '../../..');
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stoa-bin-'));
});
afterAll(() => rm(dir, { recursive: true }));

/** A Node too old to run the CLI itself, as most systems have it. */
function olderNode(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.includes('node_modules'));
  return folders.map((folder) => join(folder, 'node')).find((node) => existsSync(node) && major(node) < 24);
}

function major(node: string): number {
  return Number.parseInt(execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }), 10);
}

describe('launcher', () => {
  const older = olderNode();

  test.skipIf(older === undefined)('an older Node starts the right one', async () => {
    const { code, out } = await runBin(['--version'], { node: older ?? '' });
    expect({ code, out }).toEqual({ code: 0, out: '0.1.0\n' });
    // The exit code comes through, too.
    expect((await runBin(['nonsense'], { node: older ?? '' })).code).toBe(2);
  });

  test.skipIf(older === undefined)('an older Node passes signals on', async () => {
    await writeFile(
      join(dir, 'stoa.yaml'),
      'apiVersion: stoa/v1alpha1\nname: calls\ntarget: { type: local }\n',
    );
    const { code } = await runBin(['status', '--watch', '-o', 'jsonl'], {
      node: older ?? '',
      cwd: dir,
      signalOn: { pattern: /stopped/, signal: 'SIGTERM' },
    });
    expect(code).toBe(143);
  });

  test('works through a symbolic link and from any folder', async () => {
    const link = join(dir, 'linked');
    await symlink(bin, link);
    expect(execFileSync(process.execPath, [link, '--version'], { cwd: dir, encoding: 'utf8' })).toBe(
      '0.1.0\n',
    );
  });

  test('says what to do when nothing is installed', async () => {
    const bare = join(dir, 'bare');
    await mkdir(join(bare, 'bin'), { recursive: true });
    await cp(bin, join(bare, 'bin', 'stoa'));
    await writeFile(join(bare, 'package.json'), '{ "type": "module" }');
    const child = spawn(process.execPath, [join(bare, 'bin', 'stoa'), 'up']);
    let err = '';
    child.stderr.on('data', (text) => {
      err += String(text);
    });
    const code = await new Promise((done) => child.on('close', done));
    expect(code).toBe(1);
    expect(err).toBe(`error: the dependencies of stoa are not installed\nhint: run npm ci in ${bare}\n`);
  });
});

test('help, an unknown command, a broken option', async () => {
  const help = await runBin(['--help']);
  expect(help).toMatchObject({ code: 0, err: '' });
  expect(help.out).toContain('validate');
  expect(await runBin(['vlidate'])).toMatchObject({
    code: 2,
    out: '',
    err: "error: unknown command 'vlidate' (CLI_USAGE)\nhint: did you mean validate?\n",
  });
});

test('init, validate, config show: with a secret that is never shown', async () => {
  const cwd = join(dir, 'My Calls 2');
  await mkdir(cwd);
  expect(await runBin(['init'], { cwd })).toMatchObject({ code: 2, out: '' });
  expect(await runBin(['init', '--yes'], { cwd })).toMatchObject({
    code: 0,
    out: 'wrote stoa.yaml\nnext: stoa up\n',
  });
  const text = await readFile(join(cwd, 'stoa.yaml'), 'utf8');
  expect(text).toMatch(/^# yaml-language-server: \$schema=\.\/stoa\.schema\.json\n/);
  expect(text).toContain('name: my-calls-2\n');
  expect((await runBin(['validate'], { cwd })).code).toBe(0);

  const again = await runBin(['init', '--yes'], { cwd });
  expect(again.code).toBe(2);
  expect(again.err).toContain('is there already (CONFIG_EXISTS)');
  expect(await readFile(join(cwd, 'stoa.yaml'), 'utf8')).toBe(text);

  const secret = 'sixteen-or-more-letters';
  await writeFile(join(cwd, 'stoa.yaml'), text.replace('turn:\n', 'turn:\n  secret: ${env:TURN_SECRET}\n'));
  const env = { TURN_SECRET: secret };
  for (const format of ['text', 'json', 'yaml', 'jsonl']) {
    const { code, out, err } = await runBin(['config', 'show', '-o', format], { cwd, env });
    expect(code).toBe(0);
    expect(out).toContain('[redacted]');
    expect(out + err).not.toContain(secret);
  }
  const unset = await runBin(['config', 'show'], { cwd });
  expect(unset.err).toContain(
    'stoa.yaml:19:11: turn.secret: the environment variable TURN_SECRET is not set',
  );
});

test('validate: exit code, places, JSON as documented', async () => {
  const file = join(dir, 'bad.yaml');
  await writeFile(
    file,
    'apiVersion: stoa/v1alpha1\nname: calls\ntarget: { type: local }\nmeet:\n  prot: 1\n',
  );
  const text = await runBin(['validate', '-f', file]);
  expect(text).toMatchObject({ code: 2, err: '' });
  expect(text.out).toContain(
    `${file}:5:3: meet.prot: there is no such key (CONFIG_UNKNOWN_KEY)\n  hint: did you mean port?\n`,
  );
  const json = await runBin(['validate', '-f', 'bad.yaml', '-o', 'json'], { cwd: dir });
  const report = validateSchema.parse(JSON.parse(json.out));
  expect(report.findings).toMatchObject([{ file: 'bad.yaml', line: 5, column: 3, path: 'meet.prot' }]);
  expect((await runBin(['validate', '-f', 'none.yaml'], { cwd: dir })).err).toContain('CONFIG_NOT_FOUND');
});

test('a stoa.config.ts with types, outside of the project', async () => {
  const file = join(dir, 'stoa.config.ts');
  await writeFile(
    file,
    `import { defineConfig } from '@stoa/toolkit/config';
const backends: number = 3;
export default defineConfig({ apiVersion: 'stoa/v1alpha1', name: 'typed', target: { type: 'local' }, meet: { backends } });
`,
  );
  const { code, out } = await runBin(['config', 'show', '-f', file, '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ name: 'typed', meet: { backends: 3 } });
});

test('a reader that goes away early is no error', async () => {
  const child = spawn('bash', [
    '-c',
    `"$0" "$1" config schema | head -c 10; echo "\${PIPESTATUS[0]}"`,
    process.execPath,
    bin,
  ]);
  let out = '';
  let err = '';
  child.stdout.on('data', (text) => (out += String(text)));
  child.stderr.on('data', (text) => (err += String(text)));
  await new Promise((done) => child.on('close', done));
  expect(err).toBe('');
  expect(out).toMatch(/0\n$/);
});

test('init writes a schema that judges the templates, and references in them, as we do', async () => {
  const folder = join(dir, 'schema');
  await runBin(['init', folder, '--template', 'mesh']);
  expect((await stat(join(folder, 'stoa.schema.json'))).isFile()).toBe(true);
  const text = await readFile(join(folder, 'stoa.schema.json'), 'utf8');
  const schema = z.fromJSONSchema(JSON.parse(text) as Parameters<typeof z.fromJSONSchema>[0]);
  const base = { apiVersion: 'stoa/v1alpha1', name: 'calls', target: { type: 'local' } };
  expect(schema.safeParse(base).success).toBe(true);
  expect(schema.safeParse({ ...base, turn: { secret: '${env:T}', port: '${file:port}' } }).success).toBe(
    true,
  );
  expect(schema.safeParse({ ...base, turn: { secret: 'short' } }).success).toBe(false);
  expect(schema.safeParse({ ...base, meet: { prot: 1 } }).success).toBe(false);
});

test('the committed schema is the one that init writes', async () => {
  const committed = await readFile(join(root, 'docs/reference/stoa.schema.json'), 'utf8');
  expect((await runBin(['config', 'schema'])).out).toBe(committed);
});
