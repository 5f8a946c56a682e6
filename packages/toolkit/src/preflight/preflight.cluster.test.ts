import { describe, expect, it } from 'vitest';
import { connect } from '../kube/index.ts';
import { deployment } from '../kube/testing/cluster.ts';
import { coturnStack } from '../stacks/index.ts';
import { exampleCoturn } from '../stacks/testing/fixtures.ts';
import { preflight } from './preflight.ts';
import { found, noteOf, useReal } from './testing/real.ts';

const real = useReal();
const { mark, make, here, workload, look } = real;

describe('preflight against a real API server', () => {
  it('finds nothing but the single pod of a set that is in order', async () => {
    const report = await look(workload('fine'));
    expect(report.checks.filter(({ state }) => state === 'error')).toEqual([]);
    expect(report).toMatchObject({ ok: true, errors: 0, version: expect.stringMatching(/^v1\.\d+/) });
    expect(report.checks.filter(({ state }) => state === 'skipped')).toEqual([]);
    expect(found(report, 'single-points')).toEqual([
      `warning PREFLIGHT_SINGLE Deployment ${real.namespace}/fine`,
    ]);
  });

  it('changes nothing', async () => {
    const { resourceVersion } = await real.client.list(
      { apiVersion: 'apps/v1', kind: 'Deployment' },
      { namespace: real.namespace },
    );
    await look(workload('fine'));
    const after = await real.client.list(
      { apiVersion: 'apps/v1', kind: 'Deployment' },
      { namespace: real.namespace },
    );
    expect(after.items).toEqual([]);
    expect(Number(after.resourceVersion)).toBeGreaterThanOrEqual(Number(resourceVersion));
  });

  it('misses definitions', async () => {
    const monitor = here({
      apiVersion: `monitoring-${mark}.test/v1`,
      kind: 'ServiceMonitor',
      metadata: { name: 'm' },
    });
    expect(found(await look(monitor), 'kinds')).toEqual([
      `error PREFLIGHT_KIND_MISSING ServiceMonitor.monitoring-${mark}.test`,
    ]);
    const old = here({ ...deployment('old'), apiVersion: 'apps/v1beta1' });
    const report = await look(old);
    expect(report.checks.find(({ name }) => name === 'kinds')?.findings).toMatchObject([
      { hint: 'it serves Deployment as apps/v1' },
    ]);
  });

  it('misses namespaces', async () => {
    const report = await look(here(workload('web'), `none-${mark}`));
    expect(found(report, 'namespaces')).toEqual([`error PREFLIGHT_NAMESPACE Namespace none-${mark}`]);
  });

  it('misses permissions of a limited user', async () => {
    const user = connect({ ...real.client.access, impersonate: { user: `pat-${mark}`, groups: [] } });
    const nothing = await preflight(user, [workload('web')], { namespace: real.namespace });
    expect(found(nothing, 'access')).toContain(`error PREFLIGHT_ACCESS Namespace ${real.namespace}`);
    // What this user may not read is skipped, with the reason, and is no failure.
    expect(nothing.checks.find(({ name }) => name === 'nodes')).toMatchObject({
      state: 'skipped',
      note: expect.stringMatching(/cannot list resource "nodes"/),
    });
    expect(found(nothing, 'single-points')).toHaveLength(1);
    await grantDeployments(`pat-${mark}`);
    await expect
      .poll(async () => {
        const report = await preflight(user, [workload('web')], { namespace: real.namespace });
        return report.checks
          .flatMap((one) => one.findings)
          .map(({ message }) => message)
          .join('\n');
      })
      .not.toMatch(/may not .* deployments.apps/);
    user.close();
  });

  async function grantDeployments(user: string): Promise<void> {
    const rbac = 'rbac.authorization.k8s.io';
    const rules = [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['*'] }];
    await make(here({ apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: 'pat' }, rules }));
    const roleRef = { apiGroup: rbac, kind: 'Role', name: 'pat' };
    const subjects = [{ apiGroup: rbac, kind: 'User', name: user }];
    await make(
      here({ apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { name: 'pat' }, roleRef, subjects }),
    );
  }

  it('follows references into the cluster', async () => {
    const web = workload('web', { volumes: [{ name: 'v', secret: { secretName: 'password' } }] });
    const dangling = `error PREFLIGHT_DANGLING Deployment ${real.namespace}/web`;
    expect(found(await look(web), 'references')).toEqual([dangling]);
    await make(here({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'password' } }));
    expect(found(await look(web), 'references')).toEqual([]);
    const account = await look(workload('web', { serviceAccountName: 'robot' }));
    expect(found(account, 'references')).toEqual([dangling]);
  });

  it('tells what the server refuses, and what it warns of', async () => {
    const bad = here({ ...deployment('bad'), spec: { replicas: 'many' } });
    expect(found(await look(bad), 'admission')).toEqual([
      `error PREFLIGHT_REFUSED Deployment ${real.namespace}/bad`,
    ]);
    const warned = await look(
      workload(
        'web',
        {},
        {
          env: [
            { name: 'A', value: '1' },
            { name: 'A', value: '2' },
          ],
        },
      ),
    );
    expect(found(warned, 'admission')).not.toEqual([]);
  });

  it('reads the relays of a platform whose namespace is not there yet', async () => {
    const objects = coturnStack(exampleCoturn({ target: { namespace: `calls-${mark}` } }));
    const report = await look(...objects);
    expect(found(report, 'references')).toEqual([]);
    expect(found(report, 'pod-security')).toEqual([]);
    expect(found(report, 'selectors')).toEqual([]);
    expect(noteOf(report, 'admission')).toContain('cannot be tried before');
    // Its workers are not nodes of this cluster.
    expect(found(report, 'nodes')).toHaveLength(2);
  });

  it('says that nobody answers', async () => {
    const away = connect(
      { ...real.client.access, server: new URL('https://127.0.0.1:1') },
      { patienceMs: 0 },
    );
    const report = await preflight(away, [workload('web')]);
    expect(report).toMatchObject({ ok: false, version: null, errors: 1 });
    expect(found(report, 'server')).toEqual(['error PREFLIGHT_SERVER null']);
    expect(report.checks.slice(1).every(({ state }) => state === 'skipped')).toBe(true);
  });
});
