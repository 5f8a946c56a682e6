import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { run } from '@stoa/toolkit/base';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCluster, type Cluster } from '../../../../test/cluster/cluster.ts';
import { readRecords } from '../../../../test/cluster/cluster-folder.ts';
import { loadImages } from '../../../../test/cluster/load-images.ts';
import { bin } from '../testing/run-bin.ts';

// The guide as it is printed: its `sh` blocks in one shell, on real pods. Only `make` stands for what is there already.
const root = resolve(import.meta.dirname, '../../../..');
let cluster: Cluster;
let folder: string;

beforeAll(async () => {
  cluster = await startCluster();
  const record = (await readRecords()).find(({ number }) => number === cluster.plan.number);
  if (record) await loadImages(record, () => {});
  folder = await mkdtemp(join(tmpdir(), 'stoa-guide-'));
  await mkdir(join(folder, 'bin'));
  await symlink(bin, join(folder, 'bin/stoa'));
  await copy('examples/meet-kubernetes/stoa.yaml');
});
afterAll(async () => {
  await cluster?.stop();
  if (folder) await rm(folder, { recursive: true });
});

/** The guide and its example are about cluster 0 of the machine; the test's may have another number. */
function onThisCluster(text: string): string {
  const { number } = cluster.plan;
  return text
    .replaceAll('stoa-cluster-0', `stoa-cluster-${number}`)
    .replaceAll('10.199.0.', `10.199.${number}.`)
    .replaceAll('10.180.', `10.${180 + number}.`)
    .replaceAll('10.200.', `10.${200 + number}.`);
}

async function copy(path: string): Promise<void> {
  await mkdir(join(folder, dirname(path)), { recursive: true });
  await writeFile(join(folder, path), onThisCluster(await readFile(join(root, path), 'utf8')));
}

/** What each block printed. */
async function follow(blocks: readonly string[]): Promise<string[]> {
  const mark = '----- next block';
  const script = ['set -euo pipefail', 'make() { :; }', 'exec 2>&1', ...blocks].join(`\necho '${mark}'\n`);
  const { stdout, exitCode } = await run('bash', ['-c', script], {
    cwd: folder,
    env: { NO_COLOR: '1' },
    okCodes: [0, 1, 2, 3, 5],
    timeoutMs: 540_000,
  });
  const printed = stdout.split(`${mark}\n`).slice(3);
  expect(exitCode, stdout.slice(-3_000)).toBe(0);
  return printed;
}

test('the guide, step by step', async () => {
  const guide = onThisCluster(await readFile(join(root, 'docs/guide/kubernetes.md'), 'utf8'));
  const blocks = [...guide.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
  const printed = await follow(blocks);
  const after = (command: string) => printed[blocks.findIndex((block) => block.includes(command))];
  expect(printed).toHaveLength(blocks.length);
  expect(after('stoa preflight')).toContain(': 0 errors, ');
  expect(after('stoa up')).toMatch(/applied calls in calls, revision 1: .*, everything is ready/);
  expect(after('stoa up')).toMatch(/\ntls +tls +ok /);
  expect(after('stoa status')).toContain('calls in calls: running');
  expect(after('stoa plan\n')).toMatch(/~ Deployment calls\/meet to change\n/);
  expect(after('stoa apply\n')).toMatch(/revision 2: \d+ applied/);
  expect(after('--plan change.plan')).toMatch(/revision 3: \d+ applied/);
  expect(after('--detailed-exitcode')).toMatch(/^nothing to do: \d+ unchanged\n$/);
  expect(after('turn rotate')).toContain('changed the TURN secret of calls');
  expect(after('drain sfu')).toMatch(
    /\njanus-1 is cordoned; undo it with: [^]*1 rooms moved with 4 participants[^]*\ndirect +direct +ok [^]*\ntls +tls +ok /,
  );
  expect(after('stoa restart\n')).toMatch(
    /restarted Deployment calls\/meet: new and ready [^]*restarted Pod \S+janus-0: new and ready [^]*\ndirect +direct +ok [^]*\ntls +tls +ok /,
  );
  expect(after('meet invite')).toMatch(/^https:\/\/10\.199\.\d+\.1:30443\/r\/board#token=\S+\n$/);
  expect(after('tag: nowhere/')).toMatch(/\(KUBE_NOT_READY\)[^]*exit code 3\n$/);
  expect(after('stoa rollback')).toMatch(/rolled back calls[^]*\ntls +tls +ok /);
  expect(after('stoa drift ||')).toMatch(/\(drift: by kubectl-set\)[^]*exit code 5\n$/);
  expect(after('--force-conflicts')).toMatch(
    /\(KUBE_FIELD_CONFLICT\)[^]*exit code 3\n[^]*nothing was changed by others/,
  );
  expect(after('stoa destroy')).toMatch(
    /kept, since they may hold data:[^]*deleted \d+ objects of calls\n?$/,
  );
});
