import { describe, expect, it } from 'vitest';
import { kubeErrors, type KubeObject } from '../../kube/index.ts';
import { recorded, subject, tell, thing, workload } from '../testing/recorded.ts';
import type { ClusterView } from '../view.ts';
import { references } from './references.ts';
import { selectors } from './selectors.ts';

const look = (objects: KubeObject[], live: KubeObject[] = []) =>
  tell(references, subject(...objects), recorded({ objects: live }));
const mounting = (volume: object) => workload('web', { volumes: [{ name: 'v', ...volume }] });
const secret = (name: string, data: object = {}) => thing('v1', 'Secret', name, { data });

describe('references of pods', () => {
  it.each([
    [mounting({ secret: { secretName: 's' } }), 'volume v: Secret calls/s'],
    [mounting({ configMap: { name: 'c' } }), 'volume v: ConfigMap calls/c'],
    [mounting({ persistentVolumeClaim: { claimName: 'd' } }), 'volume v: PersistentVolumeClaim calls/d'],
    [mounting({ projected: { sources: [{ secret: { name: 's' } }] } }), 'volume v: Secret calls/s'],
    [workload('web', { serviceAccountName: 'robot' }), 'account: ServiceAccount calls/robot'],
    [
      workload(
        'web',
        {},
        { container: { env: [{ name: 'K', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] } },
      ),
      'variable K of container app: Secret calls/s',
    ],
    [
      workload('web', {}, { container: { envFrom: [{ configMapRef: { name: 'c' } }] } }),
      'variables of container app: ConfigMap calls/c',
    ],
  ])('dangle: %#', async (object, words) => {
    expect(await look([object])).toEqual([
      `error Deployment calls/web: ${words} does not exist, neither in the set nor in the cluster`,
    ]);
  });

  it('may be in the set, in the cluster, optional, or made later', async () => {
    const web = mounting({ secret: { secretName: 's' } });
    expect(await look([web, secret('s')])).toEqual([]);
    expect(await look([web], [secret('s')])).toEqual([]);
    expect(await look([mounting({ secret: { secretName: 's', optional: true } })])).toEqual([]);
    const certificate = thing('cert-manager.io/v1', 'Certificate', 'c', { spec: { secretName: 's' } });
    expect(await look([web, certificate])).toEqual([]);
  });

  it('need the key too', async () => {
    const web = mounting({ secret: { secretName: 's', items: [{ key: 'tls.key', path: 'k' }] } });
    expect(await look([web, secret('s', { 'tls.crt': '' })])).toEqual([
      'error Deployment calls/web: volume v: Secret calls/s has no key tls.key; it has tls.crt',
    ]);
    expect(await look([web, secret('s', { 'tls.key': '' })])).toEqual([]);
  });

  it('that may not be read are passed over, and named', async () => {
    const view: ClusterView = {
      ...recorded(),
      get: (ref) => Promise.reject(kubeErrors.make('KUBE_FORBIDDEN', `no ${ref.name}`)),
    };
    expect(await references.run(subject(mounting({ secret: { secretName: 's' } })), view)).toEqual({
      findings: [],
      note: '1 references looked up; this user may not read Secret calls/s',
    });
  });

  it('are only a doubt for pull secrets', async () => {
    expect(await look([workload('web', { imagePullSecrets: [{ name: 'r' }] })])).toEqual([
      expect.stringMatching(/^warning .*pull secret: Secret calls\/r does not exist/),
    ]);
  });
});

describe('references of others', () => {
  const gateway = (spec: object) => thing('gateway.networking.k8s.io/v1', 'Gateway', 'g', { spec });
  const route = (spec: object) => thing('gateway.networking.k8s.io/v1', 'HTTPRoute', 'r', { spec });
  const service = thing('v1', 'Service', 'web', { spec: { ports: [{ port: 80 }] } });

  it.each([
    [gateway({ gatewayClassName: 'envoy' }), 'class: GatewayClass envoy'],
    [
      gateway({ listeners: [{ name: 'https', tls: { certificateRefs: [{ name: 'tls' }] } }] }),
      'certificate of listener https: Secret calls/tls',
    ],
    [route({ parentRefs: [{ name: 'g' }] }), 'parent: Gateway calls/g'],
    [route({ rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] }), 'backend: Service calls/web'],
    [
      thing('networking.k8s.io/v1', 'Ingress', 'i', {
        spec: { rules: [{ http: { paths: [{ backend: { service: { name: 'web' } } }] } }] },
      }),
      'backend: Service calls/web',
    ],
    [
      thing('autoscaling/v2', 'HorizontalPodAutoscaler', 'h', {
        spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
      }),
      'target: Deployment calls/web',
    ],
    [
      thing('rbac.authorization.k8s.io/v1', 'RoleBinding', 'b', { roleRef: { kind: 'Role', name: 'x' } }),
      'role: Role calls/x',
    ],
  ])('dangle: %#', async (object, words) => {
    expect(await look([object])).toEqual([
      expect.stringContaining(`: ${words} does not exist, neither in the set nor in the cluster`),
    ]);
  });

  it('need the port of the Service', async () => {
    const to = (port: number) => route({ rules: [{ backendRefs: [{ name: 'web', port }] }] });
    expect(await look([to(80), service])).toEqual([]);
    expect(await look([to(81), service])).toEqual([
      'error HTTPRoute calls/r: backend: Service calls/web has no port 81; it has 80',
    ]);
  });

  it('of kinds that nobody serves are left to the check of kinds', async () => {
    const view = recorded({ without: ['gateway.networking.k8s.io/v1 GatewayClass'] });
    expect(await tell(references, subject(gateway({ gatewayClassName: 'envoy' })), view)).toEqual([]);
  });
});

describe('selectors', () => {
  const web = workload('web', {}, { container: { ports: [{ name: 'http', containerPort: 8080 }] } });
  const service = (selector: object, targetPort: string | number) =>
    thing('v1', 'Service', 's', { spec: { selector, ports: [{ port: 80, targetPort }] } });
  const check = (...objects: KubeObject[]) => tell(selectors, subject(...objects), recorded());

  it('of Services match pods that have the port', async () => {
    expect(await check(web, service({ app: 'web' }, 'http'))).toEqual([]);
    expect(await check(web, service({ app: 'web' }, 9090))).toEqual([]);
    expect(await check(web, service({}, 'x'))).toEqual([]);
    expect(await check(web, service({ app: 'wep' }, 'http'))).toEqual([
      'warning Service calls/s: its selector (app=wep) matches no pod of the set',
    ]);
    expect(await check(web, service({ app: 'web' }, 'https'))).toEqual([
      'error Service calls/s: port 80 leads to the port “https”, which Deployment calls/web does not have',
    ]);
  });

  it('may lead to one pod of a StatefulSet', async () => {
    const pod = { metadata: { labels: { app: 'sfu' } }, spec: { containers: [] } };
    const set = thing('apps/v1', 'StatefulSet', 'janus', { spec: { replicas: 2, template: pod } });
    const to = (name: string) => service({ app: 'sfu', 'statefulset.kubernetes.io/pod-name': name }, 80);
    expect(await check(set, to('janus-1'))).toEqual([]);
    expect(await check(set, to('janus-2'))).toHaveLength(1);
  });

  it('of budgets, policies and monitors match something', async () => {
    const by = (app: string) => ({ matchLabels: { app } });
    const budget = (app: string) =>
      thing('policy/v1', 'PodDisruptionBudget', 'p', { spec: { selector: by(app) } });
    const policy = (podSelector: object) =>
      thing('networking.k8s.io/v1', 'NetworkPolicy', 'n', { spec: { podSelector } });
    const monitor = thing('monitoring.coreos.com/v1', 'ServiceMonitor', 'm', {
      spec: { selector: by('web') },
    });
    expect(await check(web, budget('web'), policy(by('web')), policy({}))).toEqual([]);
    expect(await check(web, budget('x'), policy(by('y')), monitor)).toEqual([
      expect.stringContaining('PodDisruptionBudget calls/p'),
      expect.stringContaining('NetworkPolicy calls/n'),
      'warning ServiceMonitor calls/m: its selector (app=web) matches no Service of the set',
    ]);
  });
});
