import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type Cluster } from '../../../../../test/cluster/cluster.ts';
import { nodeAddress } from '../../../../../test/cluster/network-plan.ts';
import { drainEvents } from '../../base/index.ts';
import { applySet, objectSet, type ApplySetOptions, type KubeClient } from '../../kube/index.ts';
import { testClient } from '../../kube/testing/cluster.ts';
import { placeCall } from '../../probe/index.ts';
import { createTestCa, type TestCa } from '../../turn/testing/index.ts';
import { coturnStack } from '../coturn/index.ts';
import { testImages, type TestImages } from '../testing/images.ts';
import { exampleMeet, type MeetChange } from '../testing/meet-fixtures.ts';
import type { MeetStackInput } from './input.ts';
import { sfuAddresses } from './sfus.ts';
import { meetStack } from './stack.ts';

describe('the conferencing app on real pods', () => {
  let cluster: Cluster;
  let client: KubeClient;
  let ca: TestCa;
  let images: TestImages['images'];
  let tls: MeetStackInput['tls'];
  const node = (number: number) => nodeAddress(cluster.plan, number);
  const urls = () => [1, 2].map((number) => `https://${node(number)}:30443`);
  const set = objectSet('calls', 'calls');

  beforeAll(async () => {
    const built = await testImages(['meet', 'redis', 'janus', 'coturn']);
    ({ images } = built);
    cluster = await startCluster({ nodes: 2 });
    await cluster.loadImages(built.archives);
    client = await testClient({}, cluster.kubeconfig);
    ca = await createTestCa();
    const leaf = await ca.issue({ names: [1, 2].map((one) => ({ type: 'ip', value: node(one) })) });
    tls = { certificate: await readFile(leaf.certFile, 'utf8'), key: await readFile(leaf.keyFile, 'utf8') };
    await apply(input());
  });
  afterAll(async () => {
    await ca?.remove();
    client?.close();
    await cluster?.stop();
  });

  function input({ sections, target }: MeetChange = {}): MeetStackInput {
    const { nodes, pods, services } = cluster.plan;
    return exampleMeet({
      sections: { meet: { drain: { time: '10s' } }, ...sections },
      target: {
        images,
        networks: { nodes: [nodes], pods: [pods], services: [services] },
        web: { hosts: [node(1), node(2)] },
        // Nothing here measures: an autoscaler would only wait.
        scaling: { maxBackends: 2 },
        relay: { hosts: [node(1), node(2)], nodes: ['node1', 'node2'], drainLimit: '20s' },
        ...target,
      },
      input: { tls },
    });
  }

  async function apply(wanted: MeetStackInput, options: ApplySetOptions = {}): Promise<void> {
    const { platform, target, secrets } = wanted;
    const relays = coturnStack({
      platform,
      target,
      secrets: { current: secrets.turnSecret ?? '' },
      tls,
      sfus: sfuAddresses(wanted),
    });
    await drainEvents(
      applySet(client, set, [...relays, ...meetStack(wanted)], { timeoutMs: 90_000, ...options }),
    );
  }

  it('carries a verified call, direct and by each kind of relay', async () => {
    const report = await drainEvents(
      placeCall({
        urls: urls(),
        ca: ca.pem,
        address: cluster.plan.testAddress,
        paths: ['direct', 'udp', 'tcp', 'tls'],
      }),
    );
    expect(report).toMatchObject({ ok: true, problems: [], mode: 'sfu' });
  });
});
