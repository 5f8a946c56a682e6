import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeIo, runFake } from './testing/fake-io.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stoa-target-'));
  const place = 'web: { hosts: [meet.example.org] }, relay: { hosts: [turn.example.org] }';
  const target = `target: { type: kubernetes, images: { registry: r.example.org/stoa, tag: v1 }, ${place} }`;
  await writeFile(join(cwd, 'stoa.yaml'), `apiVersion: stoa/v1alpha1\nname: calls\n${target}\n`);
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

// The first one loads all of the toolkit.
test('stoa drain relay says that it does not serve a cluster', { timeout: 90_000 }, async () => {
  const { code, err } = await runFake(['drain', 'relay', 'coturn'], fakeIo({ cwd }));
  expect(err).toContain('target.type is kubernetes, which this command does not serve yet');
  expect(code).toBe(2);
});

test('such a config is valid, with its defaults', async () => {
  expect((await runFake(['validate'], fakeIo({ cwd }))).code).toBe(0);
  const { out } = await runFake(['config', 'show'], fakeIo({ cwd }));
  expect(out).toContain('exposure: hostNetwork');
  expect(out).toContain('drainLimit: 10m');
});
