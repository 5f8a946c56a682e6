import { describe, expect, test } from 'vitest';
import { configHashKey, dependsOnKey, rollOnConfigChange, type KubeObject } from '../../kube/index.ts';
import { exampleCoturn, nodePortCoturn } from '../testing/fixtures.ts';
import type { CoturnStackInput } from './input.ts';
import { coturnStack } from './stack.ts';

const ofKind = (objects: readonly KubeObject[], kind: string) => objects.filter((one) => one.kind === kind);

interface Pod {
  readonly hostNetwork: boolean;
  readonly terminationGracePeriodSeconds: number;
  readonly nodeSelector?: object;
  readonly securityContext: object;
  readonly volumes: readonly {
    readonly configMap?: { name: string };
    readonly secret?: { secretName: string };
  }[];
  readonly containers: readonly [
    {
      readonly args: readonly string[];
      readonly securityContext: object;
      readonly lifecycle: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
    },
  ];
}

function podsOf(objects: readonly KubeObject[]): { spec: Pod; annotations: Record<string, string> }[] {
  return ofKind(objects, 'Deployment').map((one) => {
    const { template } = one['spec'] as {
      template: { spec: Pod; metadata: { annotations?: Record<string, string> } };
    };
    return { spec: template.spec, annotations: template.metadata.annotations ?? {} };
  });
}

function dataOf(object: KubeObject | undefined): Record<string, string> {
  return (object?.['data'] ?? {}) as Record<string, string>;
}

const decoded = (object: KubeObject | undefined, key: string) =>
  Buffer.from(dataOf(object)[key] ?? '', 'base64').toString();

describe.each([
  ['host network', exampleCoturn()],
  ['node ports', nodePortCoturn()],
])('relays: %s', (_name, input) => {
  const objects = coturnStack(input);

  test('a secret stands in Secrets only', () => {
    const others = objects.filter(({ kind }) => kind !== 'Secret');
    const base64 = Buffer.from(input.secrets.current).toString('base64').replace(/=+$/, '');
    for (const other of others) {
      expect(JSON.stringify(other)).not.toContain(input.secrets.current);
      expect(JSON.stringify(other)).not.toContain(base64);
      expect(JSON.stringify(other)).not.toContain('static-auth-secret');
    }
    const secrets = objects.find(({ metadata }) => metadata.name === 'coturn-secrets');
    expect(decoded(secrets, 'secrets.conf')).toBe('static-auth-secret=turn-secret-01234567\n');
  });

  test('every reference resolves within the set, in the same namespace', () => {
    const known = new Set(
      objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`),
    );
    expect(known.size).toBe(objects.length);
    const wanted = podsOf(objects).flatMap(({ spec }) =>
      spec.volumes.flatMap(({ configMap, secret }) => [
        ...(configMap ? [`ConfigMap calls-relays/${configMap.name}`] : []),
        ...(secret ? [`Secret calls-relays/${secret.secretName}`] : []),
      ]),
    );
    expect(wanted).toHaveLength(6);
    for (const reference of wanted) expect([...known]).toContain(reference);
    const namespaces = new Set(objects.map(({ metadata }) => metadata.namespace ?? metadata.name));
    expect([...namespaces]).toEqual(['calls-relays']);
  });

  test('pods keep to the level restricted, but for a named host network', () => {
    for (const { spec } of podsOf(objects)) {
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 10_001,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(spec.containers[0].securityContext).toEqual({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
      });
    }
    const level = input.target.relay.exposure === 'hostNetwork' ? 'privileged' : 'restricted';
    expect(ofKind(objects, 'Namespace')[0]?.metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': level,
    });
    for (const { spec } of podsOf(objects)) expect(spec.hostNetwork).toBe(level === 'privileged');
  });

  test('a relay waits for its own allocations, and its grace is longer than the wait', () => {
    const ranges = podsOf(objects).map(({ spec }) => {
      const { command } = spec.containers[0].lifecycle.preStop.exec;
      expect(spec.terminationGracePeriodSeconds * 1000).toBeGreaterThan(Number(command[3]));
      return command.at(-1);
    });
    expect(new Set(ranges).size).toBe(2);
  });
});

test('a relay that is stopped has its people told, where there are session backends', () => {
  const backends = {
    url: 'http://meet-admin.calls.svc:19080',
    port: 19_080,
    pods: { namespace: 'calls', labels: { 'app.kubernetes.io/name': 'meet' } },
    token: 'admin-token-01234567',
  };
  const objects = coturnStack(
    exampleCoturn({ target: { relay: { drainLimit: '60s' } }, input: { backends } }),
  );
  const [pod] = podsOf(objects);
  const [, , line] = pod?.spec.containers[0].lifecycle.preStop.exec.command ?? [];
  expect(line).toMatch(
    /--timeout 60000 leave http:\/\/meet-admin\.calls\.svc:19080 coturn-0; exec .* idle \d+-\d+$/,
  );
  expect(JSON.stringify(pod)).not.toContain(backends.token);
  const secrets = objects.find(({ metadata }) => metadata.name === 'coturn-secrets');
  expect(decoded(secrets, 'admin-token')).toBe(backends.token);
});

test('while a secret is rotated, relays accept both, and their pods roll', () => {
  const before = coturnStack(exampleCoturn());
  const during = coturnStack(
    exampleCoturn({
      input: { secrets: { current: 'the-next-secret-0123', previous: 'turn-secret-01234567' } },
    }),
  );
  const secrets = during.find(({ metadata }) => metadata.name === 'coturn-secrets');
  expect(decoded(secrets, 'secrets.conf')).toBe(
    'static-auth-secret=the-next-secret-0123\nstatic-auth-secret=turn-secret-01234567\n',
  );
  const hashes = (objects: readonly KubeObject[]) =>
    podsOf(rollOnConfigChange('key', objects)).map(({ annotations }) => annotations[configHashKey]);
  expect(hashes(coturnStack(exampleCoturn()))).toEqual(hashes(before));
  expect(new Set(hashes(before)).size).toBe(2);
  for (const [index, hash] of hashes(during).entries()) expect(hash).not.toBe(hashes(before)[index]);
});

test('a relay is changed when the one before it is ready', () => {
  const relays = ofKind(
    coturnStack(exampleCoturn({ turn: { replicas: 3 }, target: { relay: {} } })),
    'Deployment',
  );
  expect(relays.map(({ metadata }) => metadata.annotations?.[dependsOnKey])).toEqual([
    undefined,
    'apps/namespaces/calls-relays/Deployment/coturn-0',
    'apps/namespaces/calls-relays/Deployment/coturn-1',
  ]);
});

test('a drain is no failed roll-out', () => {
  const input = exampleCoturn({ target: { relay: { drainLimit: '2h' } } });
  for (const { spec } of ofKind(coturnStack(input), 'Deployment'))
    expect((spec as { progressDeadlineSeconds: number }).progressDeadlineSeconds).toBeGreaterThan(7_200);
});

test('each relay has its public address, on its node', () => {
  const pods = podsOf(coturnStack(exampleCoturn()));
  expect(pods.map(({ spec }) => [spec.nodeSelector, spec.containers[0].args[2]])).toEqual([
    [{ 'kubernetes.io/hostname': 'worker-1' }, '--external-ip=203.0.113.7'],
    [{ 'kubernetes.io/hostname': 'worker-2' }, '--external-ip=203.0.113.8'],
  ]);
  const bare = podsOf(coturnStack(exampleCoturn({ target: { relay: {} } })));
  for (const { spec } of bare) {
    expect(spec.nodeSelector).toBeUndefined();
    expect(spec.containers[0].args.join(' ')).not.toContain('external-ip');
  }
});

test('the cluster’s networks are denied, the SFUs are not', () => {
  const [config] = ofKind(coturnStack(exampleCoturn()), 'ConfigMap');
  const lines = dataOf(config)['turnserver.conf']?.split('\n') ?? [];
  for (const range of [
    '203.0.113.128-203.0.113.143',
    '10.96.0.0-10.111.255.255',
    '169.254.0.0-169.254.255.255',
  ])
    expect(lines).toContain(`denied-peer-ip=${range}`);
  expect(lines.filter((line) => line.startsWith('allowed-peer-ip'))).toEqual([
    'allowed-peer-ip=10.244.7.0-10.244.7.255',
    'allowed-peer-ip=192.0.2.31-192.0.2.31',
  ]);
});

test('a policy stands only where one holds', () => {
  const names = (input: CoturnStackInput) =>
    ofKind(coturnStack(input), 'NetworkPolicy').map(({ metadata }) => metadata.name);
  expect(names(exampleCoturn())).toEqual(['default-deny']);
  expect(names(nodePortCoturn())).toEqual(['default-deny', 'coturn-0', 'coturn-1']);
});

test('without relays there are no objects', () => {
  expect(coturnStack(exampleCoturn({ turn: { kind: 'none' } }))).toEqual([]);
});
