import { describe, expect, it } from 'vitest';
import { kubeErrors } from '../../kube/index.ts';
import { namespace, recorded, subject, tell, thing, workload } from '../testing/recorded.ts';
import { access } from './access.ts';
import { admission } from './admission.ts';
import { kinds } from './kinds.ts';
import { namespaces } from './namespaces.ts';
import { podSecurity } from './pod-security.ts';
import { judgeVersion, server } from './server.ts';

const map = thing('v1', 'ConfigMap', 'c');

describe('server', () => {
  it('must be new enough, and is known up to a version', () => {
    expect(judgeVersion('v1.30.0')).toEqual([]);
    expect(judgeVersion('v1.36.3+k3s1')).toEqual([]);
    expect(judgeVersion('v1.29.9')).toMatchObject([{ severity: 'error' }]);
    expect(judgeVersion('v1.37.0')).toMatchObject([{ severity: 'warning' }]);
    expect(judgeVersion('moon')).toMatchObject([{ severity: 'warning' }]);
  });

  it('must be ready', async () => {
    expect(await tell(server, subject(), recorded({ unready: 'etcd failed' }))).toEqual([
      'error null: the API server is not ready: etcd failed',
    ]);
    expect(await tell(server, subject(), recorded())).toEqual([]);
  });
});

describe('kinds', () => {
  const route = thing('gateway.networking.k8s.io/v1', 'HTTPRoute', 'web');

  it('that are not served are named once', async () => {
    const view = recorded({ without: ['gateway.networking.k8s.io/v1 HTTPRoute'] });
    const other = thing('gateway.networking.k8s.io/v1', 'HTTPRoute', 'api');
    expect(await tell(kinds, subject(route, other), view)).toEqual([
      'error HTTPRoute.gateway.networking.k8s.io: the API server does not know HTTPRoute of gateway.networking.k8s.io/v1, which web and api are',
    ]);
    expect(await tell(kinds, subject(route), recorded())).toEqual([]);
  });

  it('may come with the set', async () => {
    const definition = thing('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'toys.x.test', {
      spec: { group: 'x.test', scope: 'Namespaced', names: { kind: 'Toy' }, versions: [{ name: 'v1' }] },
    });
    const found = await tell(kinds, subject(definition, thing('x.test/v1', 'Toy', 't')), recorded());
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('CustomResourceDefinition');
  });

  it('of metrics are missed by autoscalers', async () => {
    const scaler = thing('autoscaling/v2', 'HorizontalPodAutoscaler', 'web');
    const view = recorded({ without: ['metrics.k8s.io/v1beta1 PodMetrics'] });
    expect(await tell(kinds, subject(scaler), view)).toEqual([
      expect.stringContaining('warning HorizontalPodAutoscaler calls/web: nothing serves metrics.k8s.io'),
    ]);
    expect(await tell(kinds, subject(scaler), recorded())).toEqual([]);
  });
});

describe('namespaces', () => {
  const elsewhere = thing('v1', 'ConfigMap', 'c', { metadata: { namespace: 'away' } });

  it('exist, or come with the set', async () => {
    expect(await tell(namespaces, subject(map), recorded())).toEqual([]);
    expect(await tell(namespaces, subject(elsewhere, namespace('away')), recorded())).toEqual([]);
    expect(await tell(namespaces, subject(elsewhere), recorded())).toEqual([
      'error Namespace away: the namespace does not exist, and nothing in the set makes it',
    ]);
  });

  it('are not on their way out', async () => {
    const going = namespace('away');
    const view = recorded({
      objects: [{ ...going, metadata: { ...going.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }],
    });
    expect(await tell(namespaces, subject(elsewhere), view)).toEqual([
      expect.stringContaining('is being deleted'),
    ]);
  });
});

describe('access', () => {
  it('asks one question of somebody who may do everything', async () => {
    let asked = 0;
    const allowed = () => {
      asked += 1;
      return true;
    };
    expect(await tell(access, subject(map), recorded({ allowed }))).toEqual([]);
    expect(asked).toBe(1);
  });

  it('names what is missing, and what only is a pity', async () => {
    const allowed = ({ resource, verb }: { resource: string; verb: string }) =>
      verb !== '*' && !(resource === 'configmaps' && ['patch', 'create', 'delete'].includes(verb));
    expect(await tell(access, subject(map), recorded({ allowed }))).toEqual([
      'error Namespace calls: this user may not create and patch configmaps in namespace calls',
      'warning Namespace calls: this user may not delete configmaps in namespace calls: what the set no longer has cannot be removed',
    ]);
  });

  it('thinks of the engine’s own history and lock', async () => {
    const allowed = ({ resource, verb }: { resource: string; verb: string }) =>
      verb !== '*' && resource !== 'leases';
    expect(await tell(access, subject(map), recorded({ allowed }))).toEqual([
      'error Namespace calls: this user may not get, create and update leases.coordination.k8s.io in namespace calls',
    ]);
  });
});

describe('admission', () => {
  const refuse =
    (code: 'KUBE_ADMISSION_DENIED' | 'KUBE_QUOTA_EXCEEDED' | 'KUBE_FORBIDDEN', message: string) => () => ({
      ok: false as const,
      error: kubeErrors.make(code, `apply: ${message}`, { details: { status: 403, message } }),
    });

  it('tells refusals and warnings of the server', async () => {
    const denied = recorded({ apply: refuse('KUBE_ADMISSION_DENIED', 'policy says no') });
    expect(await tell(admission, subject(map), denied)).toEqual(['error ConfigMap calls/c: policy says no']);
    const warned = recorded({ apply: () => ({ ok: true, warnings: ['v1beta1 is deprecated'] }) });
    expect(await tell(admission, subject(map), warned)).toEqual([
      'warning ConfigMap calls/c: v1beta1 is deprecated',
    ]);
  });

  it('leaves to other checks what they say better', async () => {
    const quota = recorded({ apply: refuse('KUBE_QUOTA_EXCEEDED', 'exceeded quota: q') });
    expect(await tell(admission, subject(map), quota)).toEqual([]);
    const rights = recorded({
      apply: refuse('KUBE_FORBIDDEN', 'User "x" cannot patch resource "configmaps"'),
    });
    expect(await tell(admission, subject(map), rights)).toEqual([]);
    const grants = recorded({ apply: refuse('KUBE_FORBIDDEN', 'x is attempting to grant RBAC permissions') });
    expect(await tell(admission, subject(map), grants)).toHaveLength(1);
  });

  it('does not take a broken connection for a refusal', async () => {
    const broken = recorded({
      apply: () => ({ ok: false, error: kubeErrors.make('KUBE_UNREACHABLE', 'gone') }),
    });
    await expect(tell(admission, subject(map), broken)).rejects.toMatchObject({ code: 'KUBE_UNREACHABLE' });
  });

  it('is skipped while nothing can be tried', async () => {
    const away = thing('v1', 'ConfigMap', 'c', { metadata: { namespace: 'away' } });
    expect(await tell(admission, subject(away), recorded())).toEqual([expect.stringContaining('skipped: ')]);
  });
});

describe('pod security', () => {
  const level = (mode: string, value: string) => ({ [`pod-security.kubernetes.io/${mode}`]: value });
  const away = (name: string) => {
    const web = workload('web');
    return { ...web, metadata: { ...web.metadata, namespace: name } };
  };

  it('goes by the labels of the set, then by those that are there', async () => {
    const strict = namespace('away', level('enforce', 'restricted'));
    const open = namespace('away', level('enforce', 'privileged'));
    const found = await tell(podSecurity, subject(strict, away('away')), recorded());
    expect(found).toEqual([
      expect.stringContaining(
        'error Deployment away/web: its pods break the level restricted of namespace away',
      ),
    ]);
    expect(await tell(podSecurity, subject(away('away')), recorded({ objects: [strict] }))).toHaveLength(1);
    expect(await tell(podSecurity, subject(open, away('away')), recorded({ objects: [strict] }))).toEqual([]);
  });

  it('only warns where the namespace does', async () => {
    const warned = namespace('away', level('warn', 'restricted'));
    expect(await tell(podSecurity, subject(warned, away('away')), recorded())).toEqual([
      expect.stringContaining('warning Deployment away/web'),
    ]);
  });

  it('asks the server where no label says a level', async () => {
    const account = thing('v1', 'ServiceAccount', 'default');
    const message = 'pods "x" is forbidden: violates PodSecurity "baseline:latest": host namespaces';
    const create = () => ({
      ok: false as const,
      error: kubeErrors.make('KUBE_ADMISSION_DENIED', 'no', { details: { status: 403, message } }),
    });
    expect(
      await tell(podSecurity, subject(workload('web')), recorded({ objects: [account], create })),
    ).toEqual([
      'error Deployment calls/web: its pods are refused: it violates PodSecurity "baseline:latest": host namespaces',
    ]);
  });
});
