import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execInPod } from '../../../../../test/cluster/exec.ts';
import { podImage } from '../../../../../test/cluster/images.ts';
import { addMetricsServer } from '../../../../../test/cluster/metrics-server.ts';
import { until } from '../../../../../test/cluster/wait.ts';
import { findCondition, valueAt, type KubeClient, type KubeObject } from '../../kube/index.ts';
import { startHttpLoad } from '../testing/http-load.ts';
import { startMeetCluster, type MeetCluster } from '../testing/meet-cluster.ts';
import { defineServiceMonitors } from '../testing/service-monitors.ts';
import { outcomeOf, whole, type PodsChange } from '../testing/meet-on-pods.ts';

const costAnnotation = 'controller.kubernetes.io/pod-deletion-cost';

/** Minutes of waiting become seconds; what is scaled by, and how far at a time, is as it ships. */
function hasty(object: KubeObject): KubeObject {
  if (object.kind !== 'HorizontalPodAutoscaler') return object;
  const copy = structuredClone(object) as unknown as {
    spec: { behavior: Record<'scaleUp' | 'scaleDown', { stabilizationWindowSeconds: number }> };
  };
  copy.spec.behavior.scaleUp.stabilizationWindowSeconds = 5;
  copy.spec.behavior.scaleDown.stabilizationWindowSeconds = 10;
  return copy as unknown as KubeObject;
}

const drain = { time: '10s' };
const slow = { ms: 240_000, stepMs: 1_000 };

/** From `least` session backends to `most`; the test cluster's two cores carry all of it, so `cpu` is not what ships. */
function scaled(least: number, most: number, cpu: number): PodsChange {
  return {
    sections: { meet: { drain, backends: least } },
    target: { scaling: { maxBackends: most, cpu } },
    edit: hasty,
  };
}

const monitored: PodsChange = {
  ...scaled(2, 4, 100),
  target: { scaling: { maxBackends: 4, cpu: 100 }, monitoring: { serviceMonitor: true } },
};

describe('session backends that are scaled', () => {
  let meet: MeetCluster;
  beforeAll(async () => {
    meet = await startMeetCluster();
    await addMetricsServer(meet.cluster);
    await meet.pods.apply(scaled(2, 3, 40));
  });
  afterAll(() => meet?.stop());

  async function awaitReady(count: number): Promise<void> {
    await until(
      `${count} ready backends`,
      async () => {
        const found = await meet.pods.pods('meet');
        return found.length === count && found.every((pod) => findCondition(pod, 'Ready')?.status === 'True');
      },
      slow,
    );
  }

  it('follow the CPU they use, up and down, and a call goes on', async () => {
    const { pods } = meet;
    const [url = ''] = pods.urls();
    const lived = await pods.live(async () => {
      const load = startHttpLoad({ url, ca: pods.given.ca, width: 12, pauseMs: 2 });
      try {
        await awaitReady(3);
      } finally {
        await load.stop();
      }
      await awaitReady(2);
      await pods.settled();
    }, ['direct']);
    expect(outcomeOf(lived)).toEqual(whole);
  });

  it('lose an empty one, and not that with the people, though it would go first', async () => {
    const { pods } = meet;
    // Nothing but the fewest that are wanted changes the number from here on.
    await pods.apply(scaled(3, 4, 100));
    await awaitReady(3);
    const busy = firstToGo(await pods.pods('meet'));
    const url = await leadTo(meet, busy);
    const lived = await pods.live(
      async () => {
        await until('the controller sees the people', async () => (await costs())[busy] === '4', slow);
        expect(await costs()).toEqual({ [busy]: '4' });
        await pods.apply(scaled(2, 4, 100));
        await awaitReady(2);
        await pods.settled();
        expect(await costs()).toEqual({ [busy]: '4' });
      },
      ['direct'],
      [url],
    );
    expect(outcomeOf(lived)).toEqual(whole);
    expect(lived.sessions.moves).toBe(0);
    await until(
      'the controller sees that nobody is left',
      async () => (await costs())[busy] === undefined,
      slow,
    );
  });

  it('tell their metrics to the namespace of the monitoring, and to no other', async () => {
    const { client, cluster, pods } = meet;
    await defineServiceMonitors(client);
    await pods.apply(monitored);
    await Promise.all(['monitoring', 'elsewhere'].map((namespace) => startAsker(client, namespace)));
    const [backend] = await pods.pods('meet');
    const address = `http://${String(valueAt(backend, 'status', 'podIP'))}:19080`;
    const ask = (from: string, path: string) =>
      execInPod(cluster.api, 'asker', ['/pod', 'get', `${address}${path}`], from);
    const told = await until('an answer', async () => {
      const { stdout } = await ask('monitoring', '/metrics');
      return stdout.includes('stoa_meet_participants') && stdout;
    });
    expect(told).toMatch(/^stoa_meet_participants 0$/m);
    expect((await ask('monitoring', '/admin/v1/drain')).stdout).not.toContain('participants');
    expect((await ask('elsewhere', '/metrics')).code).not.toBe(0);
  });

  /** Of the session backends that have people; one that had some keeps a `0`. */
  async function costs(): Promise<Record<string, string>> {
    const found = await meet.pods.pods('meet');
    const written = found.map(
      ({ metadata }) => [metadata.name, metadata.annotations?.[costAnnotation]] as const,
    );
    return Object.fromEntries(
      written.flatMap(([name, cost]) => (cost === undefined || cost === '0' ? [] : [[name, cost]])),
    );
  }
});

/**
 * Whom a ReplicaSet lets go first when no pod costs more than another: of those that share a node, the newest
 * (Kubernetes, "ReplicaSet: Scaling a ReplicaSet").
 */
function firstToGo(pods: readonly KubeObject[]): string {
  const nodeOf = (pod: KubeObject) => valueAt(pod, 'spec', 'nodeName');
  const shared = pods.filter((pod) => pods.some((other) => other !== pod && nodeOf(other) === nodeOf(pod)));
  const age = ({ metadata }: KubeObject) => Date.parse(metadata.creationTimestamp ?? '');
  const [newest] = (shared.length > 0 ? shared : pods).toSorted((a, b) => age(b) - age(a));
  if (!newest) throw new Error('there are no pods');
  return newest.metadata.name;
}

function opens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function startAsker(client: KubeClient, namespace: string): Promise<void> {
  await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const container = { name: 'asker', image: podImage, imagePullPolicy: 'Never', args: ['pause'] };
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'asker', namespace },
    spec: { terminationGracePeriodSeconds: 1, containers: [container] },
  };
  await until('a pod can be made', () => client.apply(pod, { fieldManager: 'test' }));
  await until(`the asker in ${namespace}`, async () => {
    const found = await client.get({ apiVersion: 'v1', kind: 'Pod', name: 'asker', namespace });
    return found && findCondition(found, 'Ready')?.status === 'True';
  });
}

/** A port of the nodes that leads to this one session backend. @returns its URL */
async function leadTo({ client, pods }: MeetCluster, name: string): Promise<string> {
  const nodePort = 30_444;
  const picked = { 'stoa.test/picked': 'yes' };
  const pod = { apiVersion: 'v1', kind: 'Pod', name, namespace: 'calls' };
  await client.patch(pod, { metadata: { labels: picked } });
  await client.apply(
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'picked', namespace: 'calls' },
      spec: { type: 'NodePort', selector: picked, ports: [{ port: 443, targetPort: 'web', nodePort }] },
    },
    { fieldManager: 'test' },
  );
  const url = `https://${pods.node(1)}:${nodePort}`;
  // It takes the nodes a moment.
  await until(url, () => opens(pods.node(1), nodePort), { stepMs: 250 });
  return url;
}
