import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../../../../test/cluster/cluster.ts';
import { sleep } from '../../base/index.ts';
import type { KubeClient, KubeObject } from '../../kube/index.ts';
import { startMeetCluster, type MeetCluster } from '../testing/meet-cluster.ts';
import { type MeetOnPods, outcomeOf, whole, type PodsChange } from '../testing/meet-on-pods.ts';
import { drainNode, setUnschedulable } from '../testing/node-drain.ts';
import { askFrom, killInPod, reachesFrom } from '../testing/pod-process.ts';

const drain = { time: '10s' };
const another = { meet: { drain, room: { chatHistory: 99 } } };

interface PodFields {
  readonly spec: { readonly nodeName: string };
  readonly status: { readonly podIP: string };
}
const fieldsOf = (pod: KubeObject | undefined) => pod as unknown as PodFields;

describe('the conferencing app on real pods', () => {
  let meet: MeetCluster;
  let cluster: Cluster;
  let client: KubeClient;
  let pods: MeetOnPods;

  beforeAll(async () => {
    meet = await startMeetCluster();
    ({ client, cluster, pods } = meet);
    await pods.apply();
  });
  afterAll(() => meet?.stop());

  /** Cordons the SFUs of other nodes, or lifts that: a room that begins in between is on this node's. */
  async function otherSfus(node: string, method: 'POST' | 'DELETE'): Promise<void> {
    const admin = `http://${await pods.serviceAddress('meet-admin')}:${pods.input().platform.meet.adminPort}`;
    for (const pod of await pods.pods('janus', 'calls-media')) {
      if (fieldsOf(pod).spec.nodeName === node) continue;
      const url = `${admin}/admin/v1/sfus/${pod.metadata.name}/cordon`;
      await askFrom(pod, 'janus', method, url, pods.input().secrets.adminToken);
    }
  }

  async function roll(change: PodsChange): Promise<void> {
    await pods.apply(change);
    await pods.settled();
  }

  it('carries a call, direct and by each kind of relay', async () => {
    expect(outcomeOf(await pods.live(async () => {}))).toEqual(whole);
  });

  it('applied again there is nothing to do', async () => {
    expect(await pods.apply()).toMatchObject({ changed: 0, deleted: 0 });
  });

  it('opens the flows of the table, and others not', async () => {
    const [meet, other] = await pods.pods('meet');
    const [redis] = await pods.pods('redis');
    if (!meet || !redis) throw new Error('there are no pods');
    const fromMeet = (address: string, port: number) => reachesFrom(meet, 'meet.mjs', address, port);
    const fromRedis = (address: string, port: number) => reachesFrom(redis, 'redis-server', address, port);
    for (const [service, namespace, port] of [
      ['redis', 'calls', 16_379],
      ['janus-0', 'calls-media', 18_188],
      ['janus-1', 'calls-media', 17_189],
    ] as const)
      expect(await fromMeet(await pods.serviceAddress(service, namespace), port), service).toBe(true);
    const neighbour = fieldsOf(other).status.podIP;
    expect(await fromMeet(cluster.plan.apiService, 443), 'to the API server').toBe(false);
    expect(await fromMeet(neighbour, 19_080), 'to the admin API of another').toBe(false);
    expect(await fromRedis(neighbour, 8_443), 'from Redis to a backend').toBe(false);
  });

  it('a rolling update of the session backends moves everybody', async () => {
    const lived = await pods.live(() => roll({ sections: another }));
    expect(outcomeOf(lived)).toEqual(whole);
    expect(lived.sessions.moves).toBeGreaterThanOrEqual(4);
  });

  it('kill -9 of a session backend: its people come back, and media goes on', async () => {
    const lived = await pods.live(async (crowd) => {
      const [room] = await crowd.look();
      const name = room?.participants[0]?.backend;
      const pod = (await pods.pods('meet')).find(({ metadata }) => metadata.name === name);
      if (!pod) throw new Error(`there is no pod ${name}`);
      await killInPod(pod, 'meet.mjs');
      await sleep(4_000);
    });
    expect(outcomeOf(lived)).toEqual({ ...whole, resumes: lived.sessions.resumes });
    expect(lived.sessions.resumes).toBeGreaterThan(0);
    // The same pod, started again.
    await pods.apply({ sections: another });
  });

  it('a scale-in drains the pod that goes, whichever it is', async () => {
    const wider = { meet: { ...another.meet, backends: 3 } };
    await pods.apply({ sections: wider, target: { scaling: { maxBackends: 3 } } });
    const lived = await pods.live(async () => {
      await roll({ sections: another });
    });
    expect(outcomeOf(lived)).toEqual(whole);
  });

  it('an image that is not there stops no pod, and a rollback takes it away', async () => {
    const absent = (object: KubeObject): KubeObject =>
      JSON.parse(JSON.stringify(object).replace('/meet:test', '/meet:absent')) as KubeObject;
    const lived = await pods.live(async () => {
      const failed = pods.apply({ sections: another, edit: absent }, { timeoutMs: 20_000 });
      await expect(failed).rejects.toThrow(/Deployment calls\/meet: Err(Image|)|ImagePull/);
      await pods.rollback();
    });
    expect(outcomeOf(lived)).toEqual(whole);
    expect(lived.sessions.moves).toBe(0);
  });

  it('a drain of a node takes its backend and its SFU away, and nobody off the call', async () => {
    const [redis] = await pods.pods('redis');
    const node = fieldsOf(redis).spec.nodeName === 'node1' ? 'node2' : 'node1';
    const ours = new Set(['calls', 'calls-media']);
    try {
      await otherSfus(node, 'POST');
      const lived = await pods.live(async () => {
        await otherSfus(node, 'DELETE');
        await drainNode(client, node, ({ metadata }) => ours.has(metadata.namespace ?? ''));
      });
      expect(outcomeOf(lived)).toEqual(whole);
    } finally {
      await setUnschedulable(client, node, false);
    }
    await pods.apply({ sections: another });
  });

  it('the secret of the relays changes with an overlap', async () => {
    const [previous, current] = ['turn-secret-01234567', 'the-next-secret-0123'];
    const both = { sections: another, relaySecrets: { current, previous } };
    // Relays start anew, one after the other: before each its people take the other one.
    expect(outcomeOf(await pods.live(() => pods.apply(both)))).toEqual(whole);
    expect(outcomeOf(await pods.live(() => roll({ ...both, turnSecret: current })))).toEqual(whole);
    const last = { sections: another, turnSecret: current };
    expect(outcomeOf(await pods.live(() => pods.apply(last)))).toEqual(whole);
    expect(outcomeOf(await pods.live(async () => {}))).toEqual(whole);
  });

  describe('without their drains', () => {
    // A drain of a millisecond: everybody is told, nobody has time to go.
    const now = (chatHistory: number): PodsChange => {
      return { sections: { meet: { drain: { time: '1ms' }, room: { chatHistory } } }, edit: hurried };
    };
    beforeAll(() => pods.apply(now(97)));

    it('a rolling update of the session backends does break sessions', async () => {
      const { sessions } = await pods.live(() => roll(now(96)));
      expect(sessions.resumes).toBeGreaterThan(0);
    });

    it('an SFU that goes does cut its connections', async () => {
      const { sessions } = await pods.live(async (crowd) => {
        const [room] = await crowd.look();
        const name = room?.sfu.after ?? '';
        await client.delete({ apiVersion: 'v1', kind: 'Pod', name, namespace: 'calls-media' });
        await sleep(8_000);
      });
      expect(sessions.rebuilt).toBeGreaterThan(0);
    });
  });
});

/** Session backends and SFUs that are ended at once. */
function hurried(object: KubeObject): KubeObject {
  if (!['Deployment meet', 'StatefulSet janus'].includes(`${object.kind} ${object.metadata.name}`))
    return object;
  const copy = structuredClone(object) as unknown as HurriedWorkload;
  const pod = copy.spec.template.spec;
  delete pod.containers[0].lifecycle;
  pod.terminationGracePeriodSeconds = 1;
  return copy as unknown as KubeObject;
}

interface HurriedWorkload {
  spec: {
    template: { spec: { terminationGracePeriodSeconds: number; containers: [{ lifecycle?: unknown }] } };
  };
}
