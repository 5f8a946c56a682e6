import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildImage, makeLocalBase } from '../../../../../deploy/build/images.ts';
import { nodeAddress } from '../../../../../test/cluster/network-plan.ts';
import { sharedCluster, type SharedCluster } from '../../../../../test/cluster/shared-cluster.ts';
import { until } from '../../../../../test/cluster/wait.ts';
import { applySet, objectSet, type ApplyEvent, type KubeClient } from '../../kube/index.ts';
import { testClient } from '../../kube/testing/cluster.ts';
import { drainEvents } from '../../base/index.ts';
import { stunCodeOf } from '../../turn/index.ts';
import { createTestCa, type TestCa } from '../../turn/testing/index.ts';
import { exampleCoturn } from '../testing/fixtures.ts';
import { nodeCertificate } from '../testing/node-certificate.ts';
import { allocate, echoPeer, relayOnce, type Peer } from '../testing/turn.ts';
import type { CoturnStackInput } from './input.ts';
import { coturnStack } from './stack.ts';

const secret = 'turn-secret-01234567';
const nextSecret = 'the-next-secret-0123';
const publicIp = '203.0.113.7';

interface Pod {
  readonly metadata: { readonly name: string; readonly uid: string; readonly deletionTimestamp?: string };
}

describe('relays as real pods', () => {
  let cluster: SharedCluster;
  let client: KubeClient;
  let ca: TestCa;
  let peer: Peer;
  let images: { registry: string; tag: string };
  let tls: CoturnStackInput['tls'];
  const node = (number: number) => nodeAddress(cluster.plan, number);

  beforeAll(async () => {
    const image = await buildImage('coturn', await makeLocalBase());
    const [registry = '', tag = ''] = image.reference.split('/coturn:');
    images = { registry, tag };
    cluster = await sharedCluster();
    await cluster.loadImages([image.archive]);
    client = await testClient({}, cluster.kubeconfig);
    ca = await createTestCa();
    tls = await nodeCertificate(ca, cluster.plan);
    peer = await echoPeer(cluster.plan.testAddress);
    await roll(hostInput({ current: secret }));
  });
  afterAll(async () => {
    peer?.close();
    await ca?.remove();
    client?.close();
    cluster?.close();
  });

  /** One relay on each node; the first has a public address. The test's own address is that of an SFU. */
  function hostInput(secrets: CoturnStackInput['secrets']): CoturnStackInput {
    const { nodes, pods, services, testAddress } = cluster.plan;
    return exampleCoturn({
      target: {
        images,
        networks: { nodes: [nodes], pods: [pods], services: [services] },
        relay: {
          externalIps: [publicIp, node(2)],
          nodes: ['node1', 'node2'],
          drainLimit: '60s',
        },
      },
      input: { secrets, tls, sfus: [testAddress] },
    });
  }

  function portInput(): CoturnStackInput {
    const { nodes, pods, services, testAddress } = cluster.plan;
    return exampleCoturn({
      turn: { port: 30_478, tlsPort: 30_349, relayPorts: { min: 31_000, max: 31_019 } },
      target: {
        images,
        namespace: 'ports',
        networks: { nodes: [nodes], pods: [pods], services: [services] },
        relay: { exposure: 'nodePort', nodes: ['node1', 'node2'], drainLimit: '5s' },
      },
      input: { secrets: { current: secret }, tls, sfus: [testAddress] },
    });
  }

  /** Gives what happened to the Deployments, in order: `coturn-0 changed`, `coturn-0 ready`, … */
  async function roll(input: CoturnStackInput): Promise<string[]> {
    const set = objectSet('relays', `${input.target.namespace ?? input.platform.name}-relays`);
    const seen: string[] = [];
    const see = (event: ApplyEvent) => {
      if (!('ref' in event) || event.ref.kind !== 'Deployment') return;
      if (event.type === 'object') seen.push(`${event.ref.name} ${event.outcome}`);
      if (event.type === 'ready') seen.push(`${event.ref.name} ready`);
    };
    await drainEvents(applySet(client, set, coturnStack(input), { timeoutMs: 120_000 }), see);
    return seen;
  }

  async function isReady(namespace: string, name: string): Promise<boolean> {
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
    const { metadata, status } = await cluster.api.call<{
      metadata: { generation: number };
      status: Record<'observedGeneration' | 'replicas' | 'updatedReplicas' | 'readyReplicas', number>;
    }>('GET', path);
    const counts = [status.replicas, status.updatedReplicas, status.readyReplicas];
    return status.observedGeneration === metadata.generation && counts.every((count) => count === 1);
  }

  async function podsOf(relay: string, namespace = 'calls-relays'): Promise<Pod[]> {
    const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=app.kubernetes.io/instance=${relay}`;
    return (await cluster.api.call<{ items: Pod[] }>('GET', path)).items;
  }

  it('relays media over UDP, TCP and TLS, under the public address', async () => {
    for (const url of [
      `turn:${node(1)}:3478`,
      `turn:${node(1)}:3478?transport=tcp`,
      `turns:${node(1)}:5349?transport=tcp`,
    ]) {
      await using client = await allocate(url, secret, ca.pem);
      expect(client.allocation.relayed.address, url).toBe(publicIp);
      const { echoed, seen } = await relayOnce(client, peer);
      expect(echoed, url).toBe('hello');
      expect(seen).toEqual({ address: node(1), port: client.allocation.relayed.port });
    }
    await using second = await allocate(`turn:${node(2)}:3479`, secret);
    expect(second.allocation.relayed.address).toBe(node(2));
    expect((await relayOnce(second, peer)).echoed).toBe('hello');
  });

  it('opens no door into nodes, pods, Services or the metadata of a cloud', async () => {
    await using client = await allocate(`turn:${node(1)}:3478`, secret);
    const { apiService, dnsService, pods } = cluster.plan;
    const denied = [
      node(1),
      node(2),
      publicIp,
      '169.254.169.254',
      '127.0.0.1',
      apiService,
      dnsService,
      pods.split('/')[0],
    ];
    for (const address of denied) {
      const error: unknown = await client.createPermission(address ?? '').catch((reason: unknown) => reason);
      expect(stunCodeOf(error), address).toBe(403);
    }
    await client.createPermission(cluster.plan.testAddress);
  });

  it('refuses credentials made with another secret', async () => {
    const error: unknown = await allocate(`turn:${node(1)}:3478`, 'some-other-secret-01').catch(
      (reason: unknown) => reason,
    );
    expect(stunCodeOf(error)).toBe(401);
  });

  it('carries on with what it relays when its pod is deleted, and ends with the last of it', async () => {
    const client = await allocate(`turn:${node(1)}:3478`, secret);
    const [before] = await podsOf('coturn-0');
    const path = `/api/v1/namespaces/calls-relays/pods/${before?.metadata.name}`;
    await cluster.api.call('DELETE', path);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const going = (await podsOf('coturn-0')).find(({ metadata }) => metadata.uid === before?.metadata.uid);
    expect(going?.metadata.deletionTimestamp).toBeDefined();
    expect((await relayOnce(client, peer)).echoed, 'in the middle of the drain').toBe('hello');
    const start = performance.now();
    await client.close();
    await until('the old pod is gone', async () => {
      return (await podsOf('coturn-0')).every(({ metadata }) => metadata.uid !== before?.metadata.uid);
    });
    // Long before the limit of the drain, and without SIGKILL after the rest of the grace.
    expect(performance.now() - start).toBeLessThan(14_000);
    await until('its successor is ready', () => isReady('calls-relays', 'coturn-0'));
    await using again = await allocate(`turn:${node(1)}:3478`, secret);
    expect((await relayOnce(again, peer)).echoed).toBe('hello');
  });

  it('changes its secret with an overlap, one relay after the other', async () => {
    const works = async (url: string, which: string) => {
      await using client = await allocate(url, which);
      return (await relayOnce(client, peer)).echoed === 'hello';
    };
    const urls = [`turn:${node(1)}:3478`, `turn:${node(2)}:3479`];
    const inTurn = ['coturn-0 changed', 'coturn-0 ready', 'coturn-1 changed', 'coturn-1 ready'];
    expect(await roll(hostInput({ current: nextSecret, previous: secret }))).toEqual(inTurn);
    for (const url of urls) {
      expect(await works(url, secret)).toBe(true);
      expect(await works(url, nextSecret)).toBe(true);
    }
    expect(await roll(hostInput({ current: nextSecret }))).toEqual(inTurn);
    expect(await roll(hostInput({ current: nextSecret })), 'nothing rolls without a change').toEqual([]);
    for (const url of urls) {
      expect(await works(url, nextSecret)).toBe(true);
      const error: unknown = await works(url, secret).catch((reason: unknown) => reason);
      expect(stunCodeOf(error)).toBe(401);
    }
  });

  it('runs without host networking: restricted, behind node ports and policies', async () => {
    await roll(portInput());
    for (const [url, address] of [
      [`turn:${node(1)}:30478`, node(1)],
      [`turns:${node(2)}:30350?transport=tcp`, node(2)],
    ] as const) {
      await using client = await allocate(url, secret, ca.pem);
      expect(client.allocation.relayed.address).toBe(address);
      expect((await relayOnce(client, peer)).echoed, url).toBe('hello');
      expect(await peer.speakFirst(client), 'the peer speaks first').toBe('anybody there?');
    }
  });

  it('waits no longer than its limit: then the rest is cut', async () => {
    const client = await allocate(`turn:${node(1)}:30478`, secret);
    expect((await relayOnce(client, peer)).echoed).toBe('hello');
    const [before] = await podsOf('coturn-0', 'ports-relays');
    await cluster.api.call('DELETE', `/api/v1/namespaces/ports-relays/pods/${before?.metadata.name}`);
    await until('the old pod is gone', async () => {
      const left = await podsOf('coturn-0', 'ports-relays');
      return left.every(({ metadata }) => metadata.uid !== before?.metadata.uid);
    });
    // Either nobody answers, or the successor, which knows nothing of the allocation (400, 437).
    expect(await relayOnce(client, peer).catch(() => 'cut')).toBe('cut');
    client.abandon();
  });
});
