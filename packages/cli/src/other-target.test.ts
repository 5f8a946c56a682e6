import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeIo, runFake } from './testing/fake-io.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stoa-target-'));
  const target =
    'target: { type: kubernetes, images: { registry: r.example.org/stoa, tag: v1 }, web: { hosts: [m.example.org] }, relay: { hosts: [r.example.org] } }';
  await writeFile(join(cwd, 'stoa.yaml'), `apiVersion: stoa/v1alpha1\nname: calls\n${target}\n`);
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

// The first one loads all of the toolkit.
test.each(['up', 'down', 'status', 'logs'])(
  'stoa %s says that it does not serve a cluster',
  { timeout: 90_000 },
  async (name) => {
    const { code, err } = await runFake([name], fakeIo({ cwd }));
    expect(err).toContain('target.type is kubernetes, which this command does not serve yet');
    expect(code).toBe(2);
  },
);

test('such a config is valid, with its defaults', async () => {
  expect((await runFake(['validate'], fakeIo({ cwd }))).code).toBe(0);
  const { out } = await runFake(['config', 'show'], fakeIo({ cwd }));
  expect(out).toContain('exposure: hostNetwork');
  expect(out).toContain('drainLimit: 10m');
});
