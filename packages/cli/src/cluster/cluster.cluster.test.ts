import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@stoa/toolkit/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  applySchema,
  clusterStatusSchema,
  destroySchema,
  driftSchema,
  historySchema,
  planSchema,
} from '../outputs/cluster.ts';
import { errorSchema, lineSchema } from '../outputs/small.ts';
import { fakeIo, runFake } from '../testing/fake-io.ts';
import { runBin } from '../testing/run-bin.ts';

// The real binary against a real API server without nodes: relays never become ready there, so they are not waited for.
const kubeconfig = process.env['STOA_TEST_KUBECONFIG'] ?? '';
const place =
  'web: { hosts: [meet.example.org] }, relay: { hosts: [turn.example.org] }, networks: { nodes: [192.0.2.0/24] }';
const name = `cli-${randomBytes(3).toString('hex')}`;
const relays = `${name}-relays`;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stoa-cluster-'));
  await configure();
});
afterAll(async () => {
  await kubectl('delete', 'namespace', name, relays, `${name}-media`, '--ignore-not-found', '--wait=false');
  await rm(dir, { recursive: true });
});

async function configure(turn = 'userQuota: 0', target = ''): Promise<void> {
  await writeFile(
    join(dir, 'stoa.yaml'),
    `apiVersion: stoa/v1alpha1
name: ${name}
target: { type: kubernetes, images: { registry: r.example.org/stoa, tag: v1 }, ${place}, ${target} }
turn: { ${turn} }
`,
  );
}

const env = { KUBECONFIG: kubeconfig };
const stoa = (...argv: string[]) => runFake(argv, fakeIo({ cwd: dir, env }));
/** In a process of its own, which takes a second or two. */
const binary = (...argv: string[]) => runBin(argv, { cwd: dir, env });
const kubectl = async (...args: string[]) => (await run('kubectl', args, { env })).stdout;
const codeOf = ({ out }: { readonly out: string }) => errorSchema.parse(JSON.parse(out)).error.code;

async function planned(...argv: string[]) {
  const { code, out, err } = await stoa('plan', '-o', 'json', ...argv);
  if (out === '') throw new Error(err);
  return { code, plan: planSchema.parse(JSON.parse(out)) };
}

async function turnSecret(): Promise<string> {
  return await kubectl('-n', name, 'get', 'secret', `${name}-materials`, '-o', 'jsonpath={.data.turnSecret}');
}

describe('from plan to apply', () => {
  it('plans everything as new, in words, in JSON, and by exit code', async () => {
    const text = await binary('plan');
    expect(text).toMatchObject({ code: 0, err: '' });
    expect(text.out).toContain(`+ Secret ${name}/${name}-materials to create`);
    expect(text.out).toMatch(/\n\d+ to create\n$/);
    const { code, plan } = await planned('--detailed-exitcode');
    expect([code, plan.summary.create]).toEqual([2, plan.changes.length]);
    expect((await stoa('diff')).code).toBe(1);
    expect(historySchema.parse(JSON.parse((await stoa('history', '-o', 'json')).out))).toEqual([]);
    const drift = await stoa('drift', '-o', 'json');
    expect([drift.code, codeOf(drift)]).toEqual([2, 'CLUSTER_NOT_APPLIED']);
  });

  it('applies exactly a kept plan, which nobody else may read', async () => {
    const file = join(dir, 'first.plan');
    expect((await stoa('plan', '--out', file)).out).toContain(`apply it with: stoa apply --plan ${file}\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const applied = await binary('apply', '--no-preflight', '--plan', file, '--no-wait', '-o', 'json');
    expect(applied.code, applied.err).toBe(0);
    expect(applySchema.parse(JSON.parse(applied.out))).toMatchObject({
      revision: 1,
      deleted: 0,
      waited: false,
    });
    const kept = JSON.parse(await readFile(file, 'utf8')) as {
      prepared: { stages: { materials: { turn: { signing: string } } }[] };
    };
    const made = kept.prepared.stages[0]?.materials.turn.signing;
    expect(Buffer.from(await turnSecret(), 'base64').toString()).toBe(made);
  });

  it('has nothing to do after that, and makes no secrets anew', async () => {
    const before = await turnSecret();
    const { code, plan } = await planned('--detailed-exitcode');
    expect([code, plan.summary.unchanged]).toEqual([0, plan.changes.length]);
    expect(await stoa('diff')).toMatchObject({ code: 0, out: '', err: '' });
    expect((await stoa('apply', '--no-preflight', '--no-wait')).out).toContain('revision 1: nothing to do');
    expect(await turnSecret()).toBe(before);
  });

  it('shows a changed config field by field, rolls it out, and back', async () => {
    await configure('userQuota: 9');
    const { out } = await stoa('diff');
    expect(out).toContain('+ user-quota=9');
    expect(out).toContain('.spec.template.metadata.annotations["stoa.dev/config-hash"]');
    const lines = (await stoa('apply', '--no-preflight', '--no-wait', '-o', 'jsonl')).out
      .trimEnd()
      .split('\n');
    const last = lines.map((line) => lineSchema.parse(JSON.parse(line))).at(-1);
    expect(last).toMatchObject({ type: 'result', result: { revision: 2, changed: 2 } });
    expect((await stoa('rollback', '--no-wait')).out).toContain('revision 3: 2 applied');
    const history = historySchema.parse(JSON.parse((await stoa('history', '-o', 'json')).out));
    expect(history.map(({ revision, state, rollbackOf }) => [revision, state, rollbackOf])).toEqual([
      [3, 'deployed', 1],
      [2, 'superseded', undefined],
      [1, 'superseded', undefined],
    ]);
    expect((await stoa('history')).out).toMatch(/ 3 +deployed .* rollback to 1\n/);
    await configure();
    expect((await planned()).plan.summary.unchanged).toBe((await planned()).plan.changes.length);
  });

  it('refuses a kept plan when the cluster is no longer as it was', async () => {
    const file = join(dir, 'old.plan');
    await configure('userQuota: 3');
    await stoa('plan', '--out', file);
    await configure('userQuota: 4');
    await stoa('apply', '--no-preflight', '--no-wait');
    const late = await stoa('apply', '--no-preflight', '--plan', file, '--no-wait', '-o', 'json');
    expect([late.code, codeOf(late)]).toEqual([3, 'KUBE_PLAN_STALE']);
    const none = await stoa('apply', '--no-preflight', '--plan', 'stoa.yaml', '-o', 'json');
    expect([none.code, codeOf(none)]).toEqual([2, 'CLUSTER_PLAN_FILE']);
  });
});

describe('the hands of others', () => {
  it('are drift, and in conflict with the config until it is forced', async () => {
    const patch = '[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"theirs:1"}]';
    await kubectl('-n', relays, 'patch', 'deployment', 'coturn', '--type=json', '-p', patch);
    await kubectl('-n', relays, 'delete', 'configmap', 'coturn');
    const drift = await stoa('drift', '-o', 'json');
    expect(drift.code).toBe(5);
    const { drifted } = driftSchema.parse(JSON.parse(drift.out));
    expect(drifted.map(({ action, ref }) => `${action} ${ref.kind}`)).toEqual([
      'create ConfigMap',
      'conflict Deployment',
    ]);
    expect(drifted[1]?.fields).toMatchObject([{ before: 'theirs:1', drift: { by: 'kubectl-patch' } }]);
    expect((await planned()).code).toBe(3);
    const refused = await stoa('apply', '--no-preflight', '--no-wait');
    expect(refused.code).toBe(3);
    expect(refused.err).toMatch(
      /image belongs to kubectl-patch \(KUBE_FIELD_CONFLICT\)\nhint: .*--force-conflicts/,
    );
    // The plan that is kept knows that it was to be forced.
    const file = join(dir, 'forced.plan');
    expect((await stoa('plan', '--force-conflicts', '--out', file)).code).toBe(0);
    const forced = await stoa('apply', '--no-preflight', '--no-wait', '--plan', file);
    expect(forced.code, forced.err).toBe(0);
    expect((await stoa('drift')).out).toMatch(/^nothing was changed by others: \d+ objects as applied\n$/);
  });
});

describe('an apply that is not well', () => {
  it('is not begun where preflight says that pods will have no node', async () => {
    await configure('userQuota: 5');
    const stopped = await stoa('apply');
    expect(stopped.code, stopped.err).toBe(5);
    expect(stopped.err).toMatch(
      /error: the cluster is not ready for it: \(CLI_PREFLIGHT_FAILED\)\n {2}.*node/,
    );
    expect((await stoa('history')).out).not.toMatch(/failed|pending/);
  });

  it('says why what it waits for is not ready, with exit code 3, and is carried on', async () => {
    await configure('userQuota: 5');
    const late = await binary('apply', '--no-preflight', '--timeout', '2s');
    expect(late.code, late.err).toBe(3);
    expect(late.err).toMatch(
      /error: not ready after 2 s: Deployment .*no nodes available.* \(KUBE_NOT_READY\)\n {4}event: /,
    );
    expect((await stoa('history')).out).toMatch(/failed/);
    expect((await stoa('apply', '--no-preflight', '--no-wait')).code).toBe(0);
    expect((await stoa('history')).out).not.toMatch(/failed/);
  });

  it('ends with 130 at Ctrl-C, and the same command carries on', async () => {
    await configure('userQuota: 6');
    const signalOn = { pattern: /start {3}.* ready/, signal: 'SIGINT' } as const;
    const options = { cwd: dir, env, signalOn };
    const stopped = await runBin(['apply', '--no-preflight', '--timeout', '60s'], options);
    expect(stopped.code, stopped.err).toBe(130);
    expect((await stoa('apply', '--no-preflight', '--no-wait')).code).toBe(0);
    expect((await planned()).plan.summary.unchanged).toBe((await planned()).plan.changes.length);
  });
});

describe('a restart', () => {
  it('gives pods new templates, says why they are not ready, and is no drift', async () => {
    const late = await stoa('restart', 'coturn', '--timeout', '1s', '-o', 'json');
    expect([late.code, codeOf(late)]).toEqual([3, 'KUBE_NOT_READY']);
    const path = 'jsonpath={.spec.template.metadata.annotations.kubectl\\.kubernetes\\.io/restartedAt}';
    expect(await kubectl('-n', relays, 'get', 'deployment', 'coturn', '-o', path)).toMatch(/^20\d\d-/);
    expect((await stoa('drift')).code).toBe(0);
    expect((await planned()).plan.summary.unchanged).toBe((await planned()).plan.changes.length);
  });

  it('knows the workloads by name, and restarts none when one is unknown', async () => {
    const unknown = await stoa('restart', 'coturn', 'nobody', '-o', 'json');
    expect([unknown.code, codeOf(unknown)]).toEqual([2, 'CLUSTER_NO_WORKLOAD']);
    expect(unknown.out).toContain('choose from ');
  });
});

describe('status, logs and down serve clusters, too', () => {
  it('says what is not ready, with exit code 5', async () => {
    const { code, out } = await stoa('status', '-o', 'json');
    const status = clusterStatusSchema.parse(JSON.parse(out));
    expect([code, status.state, status.revision?.state]).toEqual([5, 'degraded', 'deployed']);
    const relay = status.components.find(({ ref }) => ref.name === 'coturn');
    expect(relay).toMatchObject({ ref: { kind: 'Deployment' }, pods: { ready: 0, wanted: 1 } });
    expect((await stoa('status')).out).toMatch(
      /Deployment +\S+-relays +coturn +0\/1 +in-progress +0 of 1 pods/,
    );
  });

  it('has no logs of pods that never ran, and names the pods when asked for another', async () => {
    expect(await stoa('logs')).toMatchObject({ code: 0, out: '', err: '' });
    const unknown = await stoa('logs', 'nobody', '-o', 'json');
    expect([unknown.code, codeOf(unknown)]).toEqual([2, 'CLUSTER_NO_POD']);
    expect(unknown.err).toMatch(/hint: there are .*coturn-/);
  });

  it('takes nothing down without the name', async () => {
    const down = await stoa('down', '-o', 'json');
    expect([down.code, codeOf(down)]).toEqual([2, 'CLI_NEEDS_TERMINAL']);
  });
});

describe('a destroy', () => {
  it('needs the name of the platform', async () => {
    const asked = await stoa('destroy', '-o', 'json');
    expect([asked.code, codeOf(asked)]).toEqual([2, 'CLI_NEEDS_TERMINAL']);
    expect((await stoa('destroy', '--yes', 'another')).code).toBe(2);
    expect((await planned()).plan.summary.create).toBe(0);
  });

  it('leaves what may hold data, and an apply takes that up again', async () => {
    const before = await turnSecret();
    const { code, out, err } = await stoa('destroy', '--yes', name, '-o', 'json');
    expect(code, err).toBe(0);
    const { kept } = destroySchema.parse(JSON.parse(out));
    expect(new Set(kept.map(({ kind }) => kind))).toEqual(new Set(['Namespace', 'Secret']));
    expect(
      await kubectl(
        '-n',
        relays,
        'get',
        'deployments,configmaps',
        '-l',
        'app.kubernetes.io/name',
        '-o',
        'name',
      ),
    ).toBe('');
    expect((await stoa('apply', '--no-preflight', '--no-wait')).code).toBe(0);
    expect(await turnSecret()).toBe(before);
  });

  it('deletes everything when that is asked for', async () => {
    const { code, out, err } = await stoa('destroy', '--allow-data-loss', '--yes', name, '-o', 'json');
    expect(code, err).toBe(0);
    expect(destroySchema.parse(JSON.parse(out)).kept).toEqual([]);
    expect(
      await kubectl(
        'get',
        'namespace',
        name,
        relays,
        `${name}-media`,
        `${name}-media`,
        '--ignore-not-found',
        '-o',
        'name',
      ),
    ).toBe('');
    expect((await stoa('destroy', '--yes', name)).out).toBe(`nothing of ${name} is in ${name}\n`);
  });
});
