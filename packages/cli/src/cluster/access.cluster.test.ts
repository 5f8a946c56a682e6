import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeIo, runFake } from '../testing/fake-io.ts';

// What is wrong before the cluster is asked for anything, or cannot be asked.
const kubeconfig = process.env['STOA_TEST_KUBECONFIG'] ?? '';
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stoa-access-'));
  await configure();
});
afterAll(() => rm(dir, { recursive: true }));

async function configure(turn = 'userQuota: 0', target = ''): Promise<void> {
  const place =
    'web: { hosts: [meet.example.org] }, relay: { hosts: [turn.example.org] }, networks: { nodes: [192.0.2.0/24] }';
  await writeFile(
    join(dir, 'stoa.yaml'),
    `apiVersion: stoa/v1alpha1
name: cli-access
target: { type: kubernetes, images: { registry: r.example.org/stoa, tag: v1 }, ${place}, ${target} }
turn: { ${turn} }
`,
  );
}

const stoa = (...argv: string[]) => runFake(argv, fakeIo({ cwd: dir, env: { KUBECONFIG: kubeconfig } }));

test('a broken kubeconfig: one clear message', async () => {
  const file = join(dir, 'broken');
  // The test clusters write JSON, which is YAML.
  const real = await readFile(kubeconfig, 'utf8');
  const cases: readonly (readonly [text: string | undefined, code: string, exit: number])[] = [
    [undefined, 'KUBE_CONFIG_MISSING', 2],
    ['', 'KUBE_CONFIG_INVALID', 2],
    ['{ not: [a kubeconfig', 'KUBE_CONFIG_INVALID', 2],
    [real.replace(/"current-context":\s*"[^"]*"/, '"current-context":"nowhere"'), 'KUBE_CONFIG_CONTEXT', 2],
    [real.replace(/"server":\s*"[^"]*"/, '"server":"https://127.0.0.1:9"'), 'KUBE_UNREACHABLE', 3],
    [real.replace(/"certificate-authority-data":\s*"[^"]*",?/, ''), 'KUBE_TLS', 3],
  ];
  for (const [text, expected, exit] of cases) {
    if (text === undefined) await rm(file, { force: true });
    else await writeFile(file, text);
    const result = await runFake(['plan', '--kubeconfig', file], fakeIo({ cwd: dir }));
    expect([result.code, result.out], result.err).toEqual([exit, '']);
    expect(result.err, expected).toMatch(
      new RegExp(`^error: [^\\n]*\\(${expected}\\)\\n(hint: [^\\n]*\\n)?$`),
    );
  }
  await configure('userQuota: 6', `kubeconfig: ${kubeconfig}, context: nowhere`);
  expect((await runFake(['apply'], fakeIo({ cwd: dir }))).err).toContain('(KUBE_CONFIG_CONTEXT)');
  await configure('userQuota: 6');
});

test('--detailed-exitcode keeps 2 for changes: a wrong config is 1 then', async () => {
  await configure('userQuota: nine');
  expect((await stoa('plan')).code).toBe(2);
  expect((await stoa('plan', '--detailed-exitcode')).code).toBe(1);
  await configure();
});

test('a platform of this machine is refused', async () => {
  const file = join(dir, 'local.yaml');
  await writeFile(file, 'apiVersion: stoa/v1alpha1\nname: calls\ntarget: { type: local }\n');
  for (const command of ['plan', 'diff', 'apply', 'history', 'rollback', 'drift', 'destroy']) {
    const { code, err } = await stoa(command, '-f', file);
    expect([code, err]).toEqual([2, expect.stringContaining('(CLUSTER_TARGET_OTHER)')]);
  }
});
