import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testKubeconfig } from '../../toolkit/src/kube/testing/cluster.ts';
import { preflightSchema } from './outputs/preflight.ts';
import { fakeIo, runFake } from './testing/fake-io.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stoa-preflight-'));
  const target = `target: { type: kubernetes, kubeconfig: ${JSON.stringify(testKubeconfig())}, images: { registry: r.example.org/stoa, tag: v1 }, relay: { nodes: [nowhere-1], hosts: [relay.example.org] }, web: { hosts: [meet.example.org] } }`;
  await writeFile(join(cwd, 'stoa.yaml'), `apiVersion: stoa/v1alpha1\nname: calls\n${target}\n`);
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

describe('stoa preflight', () => {
  it('prints a report that its schema knows, and exits with 5 when something will go wrong', async () => {
    const { code, out } = await runFake(['preflight', '-o', 'json'], fakeIo({ cwd }));
    const report = preflightSchema.parse(JSON.parse(out));
    expect(code).toBe(5);
    expect(report.checks.filter(({ state }) => state === 'error').map(({ name }) => name)).toEqual(['nodes']);
  });

  it('says it to people', async () => {
    const { out } = await runFake(['preflight'], fakeIo({ cwd }));
    expect(out).toMatch(/^CHECK +STATE +WHAT\nserver +ok +API server and its version: Kubernetes v1\./);
    expect(out).toContain('PREFLIGHT_NO_NODE');
    expect(out).toMatch(/\d+ objects on https:\/\/.* \(v1\..*\): 1 error, \d+ warnings?\n$/);
  });

  it('tells that a kubeconfig is not there, as every command does', async () => {
    const { code, err } = await runFake(['preflight', '--kubeconfig', 'none'], fakeIo({ cwd }));
    expect(err).toContain('KUBE_CONFIG_MISSING');
    expect(code).toBe(2);
  });
});
