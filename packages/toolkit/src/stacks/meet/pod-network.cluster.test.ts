import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SharedCluster } from '../../../../../test/cluster/shared-cluster.ts';
import { sleep } from '../../base/index.ts';
import type { KubeClient, KubeObject, ObjectRef } from '../../kube/index.ts';
import type { MeetChange } from '../testing/meet-fixtures.ts';
import { shareMeetCluster, type MeetCluster } from '../testing/meet-cluster.ts';
import { outcomeOf, whole, type MeetOnPods } from '../testing/meet-on-pods.ts';

const namespace = 'pod-network';
const storageClass = 'of-the-test';
const volumeName = 'rooms-of-the-test';

/** Nothing in the nodes' network, and rooms that outlive their Redis. */
function variant(hosts: string[]): MeetChange {
  return {
    sections: {
      turn: { replicas: 2, port: 30_878, tlsPort: 30_849, relayPorts: { min: 31_400, max: 31_599 } },
    },
    target: {
      web: { hosts, nodePort: 30_543 },
      sfu: { exposure: 'pod' },
      redis: { size: '64Mi', storageClass },
      relay: { exposure: 'nodePort', hosts, nodes: ['node1', 'node2'], drainLimit: '30s' },
    },
  };
}

describe('the conferencing app in the pods’ network alone', () => {
  let app: MeetCluster<SharedCluster>;
  let client: KubeClient;
  let pods: MeetOnPods;
  let volume: string;

  beforeAll(async () => {
    app = await shareMeetCluster((hosts) => ({ namespace, own: variant(hosts) }));
    ({ client, pods } = app);
    volume = await mkdtemp(join(tmpdir(), 'stoa-rooms-'));
    await client.apply(persistentVolume(volume), { fieldManager: 'test' });
    await pods.apply();
  });
  afterAll(async () => {
    await pods?.destroy();
    await client?.delete({ apiVersion: 'v1', kind: 'PersistentVolume', name: volumeName });
    await app?.stop();
    if (volume) await rm(volume, { recursive: true, force: true });
  });

  it('asks for no more than Pod Security `restricted` anywhere', async () => {
    for (const name of [namespace, `${namespace}-media`, `${namespace}-relays`]) {
      const found = await client.get({ apiVersion: 'v1', kind: 'Namespace', name });
      expect(found?.metadata.labels?.['pod-security.kubernetes.io/enforce'], name).toBe('restricted');
    }
  });

  it('carries a call, direct and by each kind of relay', async () => {
    expect(outcomeOf(await pods.live(async () => {}))).toEqual(whole);
  });

  it('Redis is taken off its node: the call goes on, and its room is there after', async () => {
    const lived = await pods.live(async () => replaced((await pods.pods('redis'))[0]));
    expect(outcomeOf(lived)).toEqual(whole);
    expect(lived.messages.stored).toBeGreaterThan(0);
    expect(await readdir(volume)).toContain('appendonlydir');
  });

  async function replaced(pod: KubeObject | undefined): Promise<void> {
    if (!pod) throw new Error('there is no pod of Redis');
    const ref: ObjectRef = { apiVersion: 'v1', kind: 'Pod', name: pod.metadata.name, namespace };
    await client.evict(ref);
    for (;;) {
      const now = await client.get(ref);
      const conditions = (now?.['status'] as { conditions?: { type: string; status: string }[] })?.conditions;
      const isReady = conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
      if (now && now.metadata['uid'] !== pod.metadata['uid'] && isReady) return;
      await sleep(250);
    }
  }
});

/** What a storage provisioner would make for the claim. */
function persistentVolume(path: string): KubeObject {
  const term = {
    matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node1'] }],
  };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volumeName },
    spec: {
      capacity: { storage: '64Mi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: storageClass,
      local: { path },
      nodeAffinity: { required: { nodeSelectorTerms: [term] } },
    },
  };
}
