import { socketPath } from '@stoa/protocol';
import { describe, expect, test } from 'vitest';
import { backendConfigSchema } from '../../config/index.ts';
import type { KubeObject } from '../../kube/index.ts';
import { exampleMeet } from '../testing/meet-fixtures.ts';
import type { MeetStackInput } from './input.ts';
import { sfuAddresses } from './sfus.ts';
import { meetStack } from './stack.ts';

const ofKind = (objects: readonly KubeObject[], kind: string) => objects.filter((one) => one.kind === kind);
const idOf = ({ kind, metadata }: KubeObject) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;

interface Container {
  readonly image: string;
  readonly securityContext: object;
  readonly env?: readonly {
    readonly valueFrom?: { readonly secretKeyRef?: { name: string; key: string } };
  }[];
  readonly volumeMounts?: readonly { readonly name: string }[];
}

interface Pod {
  readonly hostNetwork?: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext: object;
  readonly containers: readonly Container[];
  readonly volumes?: readonly { readonly name: string; readonly secret?: { secretName: string } }[];
}

interface Workload {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Record<string, string>;
  readonly selector: Record<string, string>;
  readonly pod: Pod;
}

function workloadsOf(objects: readonly KubeObject[]): Workload[] {
  return objects.flatMap((one) => {
    if (one.kind !== 'Deployment' && one.kind !== 'StatefulSet') return [];
    const spec = one['spec'] as {
      selector: { matchLabels: Record<string, string> };
      template: { spec: Pod; metadata: { labels: Record<string, string> } };
    };
    const { name, namespace = '' } = one.metadata;
    return [
      {
        name,
        namespace,
        labels: spec.template.metadata.labels,
        selector: spec.selector.matchLabels,
        pod: spec.template.spec,
      },
    ];
  });
}

const secretsOf = ({ secrets, tls }: MeetStackInput): string[] => [...Object.values(secrets), tls.key];

const variants: [string, MeetStackInput][] = [
  ['node ports, SFUs in the nodes’ network', exampleMeet()],
  ['SFUs as pods', exampleMeet({ target: { sfu: { exposure: 'pod' } } })],
  [
    'behind a gateway',
    exampleMeet({ target: { web: { exposure: 'gateway', hosts: ['meet.example.org'] } } }),
  ],
  ['rooms on a volume', exampleMeet({ target: { redis: { size: '1Gi' } } })],
];

describe.each(variants)('the app: %s', (_name, input) => {
  const objects = meetStack(input);
  const known = new Map(objects.map((one) => [idOf(one), one]));
  const workloads = workloadsOf(objects);

  test('names are unique, and every namespace is of the set', () => {
    expect(known.size).toBe(objects.length);
    const namespaces = new Set(objects.map(({ metadata }) => metadata.namespace ?? metadata.name));
    expect([...namespaces].toSorted()).toEqual(['calls', 'calls-media']);
  });

  test('a secret stands in Secrets only', () => {
    for (const other of objects.filter(({ kind }) => kind !== 'Secret')) {
      for (const secret of secretsOf(input)) {
        const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
        expect(JSON.stringify(other)).not.toContain(secret.trim());
        expect(JSON.stringify(other)).not.toContain(base64);
      }
    }
  });

  test('every reference of a pod resolves within its namespace', () => {
    for (const { namespace, pod } of workloads) {
      const mounted = (pod.volumes ?? []).flatMap(({ secret }) => (secret ? [secret.secretName] : []));
      for (const name of mounted) expect([...known.keys()]).toContain(`Secret ${namespace}/${name}`);
      for (const { secretKeyRef } of pod.containers.flatMap(({ env = [] }) =>
        env.map(({ valueFrom = {} }) => valueFrom),
      )) {
        if (!secretKeyRef) continue;
        const secret = known.get(`Secret ${namespace}/${secretKeyRef.name}`);
        expect(secret?.['data']).toHaveProperty(secretKeyRef.key);
      }
    }
  });

  test('every volume that is mounted is there', () => {
    for (const one of objects.filter(({ kind }) => kind === 'StatefulSet' || kind === 'Deployment')) {
      const spec = one['spec'] as {
        volumeClaimTemplates?: { metadata: { name: string } }[];
        template: { spec: Pod };
      };
      const names = [
        ...(spec.template.spec.volumes ?? []).map(({ name }) => name),
        ...(spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name),
      ];
      const mounts = spec.template.spec.containers.flatMap(({ volumeMounts = [] }) => volumeMounts);
      expect(mounts.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    }
  });

  test('Services, budgets and policies select pods that are there', () => {
    const selectors = objects.flatMap((one) => {
      const spec = (one['spec'] ?? {}) as Record<string, Record<string, unknown> | undefined>;
      if (one.kind === 'Service') return [spec['selector']];
      if (one.kind === 'PodDisruptionBudget') return [spec['selector']?.['matchLabels']];
      return one.kind === 'NetworkPolicy' ? [spec['podSelector']?.['matchLabels'] ?? {}] : [];
    }) as Record<string, string>[];
    for (const { 'statefulset.kubernetes.io/pod-name': _pod, ...selector } of selectors) {
      const found = workloads.filter(({ labels }) =>
        Object.entries(selector).every(([key, value]) => labels[key] === value),
      );
      expect(found.length, JSON.stringify(selector)).toBeGreaterThan(0);
    }
    for (const { labels, selector } of workloads) expect(labels).toMatchObject(selector);
  });

  test('pods keep to the level restricted, but for a named host network', () => {
    for (const { name, pod } of workloads) {
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      for (const { securityContext } of pod.containers) {
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          readOnlyRootFilesystem: true,
        });
      }
      expect(pod.hostNetwork ?? false).toBe(name === 'janus' && input.target.sfu.exposure === 'hostNetwork');
    }
    const levels = ofKind(objects, 'Namespace').map(
      ({ metadata }) => metadata.labels?.['pod-security.kubernetes.io/enforce'],
    );
    expect(levels).toEqual(['restricted', input.target.sfu.exposure === 'pod' ? 'restricted' : 'privileged']);
  });

  test('the start file is one that backends accept', () => {
    const secret = known.get('Secret calls/meet') as unknown as { data: Record<string, string> };
    const text = Buffer.from(secret.data['meet.json'] ?? '', 'base64').toString();
    const file = backendConfigSchema.parse(JSON.parse(text));
    expect(file.sfus.map(({ apiUrl }) => apiUrl)).toEqual([
      'ws://janus-0.calls-media.svc:18188',
      'ws://janus-1.calls-media.svc:18189',
    ]);
    expect(file.turn?.urls[0]).toBe('turn:203.0.113.7:3478?transport=udp');
    expect(file.drainMs).toBe(20_000);
  });

  test('a policy for each part that has one, besides the doors that are closed', () => {
    const names = ofKind(objects, 'NetworkPolicy').map(
      ({ metadata: { namespace, name } }) => `${namespace}/${name}`,
    );
    const media = input.target.sfu.exposure === 'pod' ? ['calls-media/janus'] : [];
    expect(names.toSorted()).toEqual(
      [
        'calls/default-deny',
        'calls-media/default-deny',
        'calls/meet',
        'calls/meet-controller',
        'calls/redis',
        ...media,
      ].toSorted(),
    );
  });
});

test('the grace covers the settling, the drain and the end', () => {
  const input = exampleMeet({ sections: { meet: { drain: { time: '45s' } } } });
  const pods = workloadsOf(meetStack(input));
  const graceOf = (wanted: string) =>
    pods.find(({ name }) => name === wanted)?.pod.terminationGracePeriodSeconds;
  expect(graceOf('meet')).toBe(3 + 45 + 10);
  expect(graceOf('janus')).toBe(300 + 15);
});

test('an autoscaler stands where there is something to scale', () => {
  const scalers = (input: MeetStackInput) =>
    ofKind(meetStack(input), 'HorizontalPodAutoscaler').map((one) => {
      const { minReplicas, maxReplicas } = one['spec'] as Record<string, number>;
      return [minReplicas, maxReplicas];
    });
  expect(scalers(exampleMeet())).toEqual([[2, 15]]);
  expect(scalers(exampleMeet({ target: { scaling: { maxBackends: 2 } } }))).toEqual([]);
  expect(scalers(exampleMeet({ sections: { redis: { kind: 'memory' } } }))).toEqual([]);
});

test('the controller stands where there is an autoscaler, and may list and patch the pods of its namespace only', () => {
  const idsOf = (input: MeetStackInput) =>
    meetStack(input)
      .filter(({ metadata }) => metadata.name === 'meet-controller')
      .map(idOf);
  expect(idsOf(exampleMeet())).toEqual(
    ['NetworkPolicy', 'ServiceAccount', 'Role', 'RoleBinding', 'Deployment'].map(
      (kind) => `${kind} calls/meet-controller`,
    ),
  );
  expect(idsOf(exampleMeet({ target: { scaling: { maxBackends: 2 } } }))).toEqual([]);
  const roles = meetStack(exampleMeet()).filter(({ kind }) => kind.endsWith('Role'));
  expect(roles.map((role) => role['rules'])).toEqual([
    [{ apiGroups: [''], resources: ['pods'], verbs: ['list', 'patch'] }],
  ]);
});

test('only the controller has the token of a service account', () => {
  for (const { name, pod } of workloadsOf(meetStack(exampleMeet()))) {
    const { automountServiceAccountToken } = pod as unknown as Record<string, unknown>;
    expect(automountServiceAccountToken, name).toBe(name === 'meet-controller');
  }
});

test('metrics are gathered when the config asks for it, by one namespace', () => {
  const monitoring = { serviceMonitor: true, namespace: 'watchers', labels: { release: 'prometheus' } };
  const objects = meetStack(exampleMeet({ target: { monitoring } }));
  const [monitor, ...others] = ofKind(objects, 'ServiceMonitor');
  expect(others).toEqual([]);
  if (!monitor) throw new Error('there is no ServiceMonitor');
  expect(monitor.metadata.labels).toMatchObject({ release: 'prometheus' });
  const { selector, endpoints } = monitor['spec'] as {
    selector: { matchLabels: Record<string, string> };
    endpoints: { port: string }[];
  };
  const selected = ofKind(objects, 'Service').filter(({ metadata: { labels = {} } }) =>
    Object.entries(selector.matchLabels).every(([key, value]) => labels[key] === value),
  );
  expect(selected.map(({ metadata }) => metadata.name)).toEqual(['meet-metrics']);
  expect(selected[0]?.['spec']).toMatchObject({ ports: [{ name: endpoints[0]?.port }] });
  const watchers = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'watchers' } } };
  const policy = ofKind(objects, 'NetworkPolicy').find(({ metadata }) => metadata.name === 'meet');
  expect(policy?.['spec']).toMatchObject({
    ingress: expect.arrayContaining([
      { from: [expect.objectContaining(watchers)], ports: [{ protocol: 'TCP', port: 19_080 }] },
    ]),
  });
  expect(JSON.stringify(meetStack(exampleMeet()))).not.toMatch(/ServiceMonitor|meet-metrics/);
});

test('what the config says is none is not there', () => {
  const input = exampleMeet({
    sections: { redis: { kind: 'memory' }, sfu: { kind: 'none' }, turn: { kind: 'none' } },
    input: { secrets: { adminToken: 'admin-token-01234567', guestSecret: 'guest-secret-of-the-tests' } },
  });
  const objects = meetStack(input);
  expect(workloadsOf(objects).map(({ name }) => name)).toEqual(['meet']);
  expect(ofKind(objects, 'Namespace')).toHaveLength(1);
  expect(JSON.stringify(objects)).not.toContain('undefined');
});

test('relays may send to where SFUs are', () => {
  const of = (target: NonNullable<Parameters<typeof exampleMeet>[0]>['target']) =>
    sfuAddresses(exampleMeet(target ? { target } : {}));
  expect(of(undefined)).toEqual(['203.0.113.128/28']);
  expect(of({ sfu: { exposure: 'pod' } })).toEqual(['10.244.0.0/16']);
  expect(of({ sfu: { addresses: ['192.0.2.7'] } })).toEqual(['192.0.2.7']);
});

test('the route without an end is that of the protocol’s socket', () => {
  const input = exampleMeet({ target: { web: { exposure: 'gateway', hosts: ['meet.example.org'] } } });
  const routes = ofKind(meetStack(input), 'HTTPRoute');
  const route = routes.find(({ metadata }) => metadata.name === 'meet');
  expect(route).toMatchObject({
    spec: { rules: [{ matches: [{ path: { value: socketPath } }], timeouts: { request: '0s' } }, {}] },
  });
});

test('a tag of a single image goes before the common one', () => {
  const images = { registry: 'r.example.org/stoa', tag: 'v2', tags: { redis: 'v1' } };
  const of = workloadsOf(meetStack(exampleMeet({ target: { images } })));
  const shown = of.map(({ pod }) => pod.containers[0]?.image);
  const base = 'r.example.org/stoa';
  expect(new Set(shown)).toEqual(new Set([`${base}/meet:v2`, `${base}/janus:v2`, `${base}/redis:v1`]));
});
