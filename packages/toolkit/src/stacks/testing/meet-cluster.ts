import { startCluster, type Cluster } from '../../../../../test/cluster/cluster.ts';
import { nodeAddress } from '../../../../../test/cluster/network-plan.ts';
import { sharedCluster, type SharedCluster } from '../../../../../test/cluster/shared-cluster.ts';
import type { KubeClient } from '../../kube/index.ts';
import { testClient } from '../../kube/testing/cluster.ts';
import { createTestCa } from '../../turn/testing/index.ts';
import { testImages } from './images.ts';
import { MeetOnPods, type PodsGiven } from './meet-on-pods.ts';
import { nodeCertificate } from './node-certificate.ts';

type Either = Pick<Cluster, 'plan' | 'kubeconfig' | 'loadImages'>;

/** A cluster of two nodes that has the images of the app; nothing is applied yet. */
export interface MeetCluster<C extends Either = Cluster> {
  readonly cluster: C;
  readonly client: KubeClient;
  readonly pods: MeetOnPods;
  stop(): Promise<void>;
}

/** What a platform has of its own, given the addresses of the nodes. */
type Wish = (hosts: string[]) => Pick<PodsGiven, 'namespace' | 'own'>;

/** A cluster of the test's own, to which it may do anything. */
export function startMeetCluster(wish?: Wish): Promise<MeetCluster> {
  return withMeet(
    () => startCluster({ nodes: 2 }),
    (cluster) => cluster.stop(),
    wish,
  );
}

/** The cluster that all files of a run share; what the test applies there it also destroys. */
export function shareMeetCluster(wish: Wish): Promise<MeetCluster<SharedCluster>> {
  return withMeet(sharedCluster, async (cluster) => cluster.close(), wish);
}

async function withMeet<C extends Either>(
  open: () => Promise<C>,
  end: (cluster: C) => Promise<void>,
  wish: Wish = () => ({}),
): Promise<MeetCluster<C>> {
  const { images, archives } = await testImages(['meet', 'redis', 'janus', 'coturn']);
  const cluster = await open();
  const { plan, kubeconfig } = cluster;
  await cluster.loadImages(archives);
  const client = await testClient({}, kubeconfig);
  const ca = await createTestCa();
  const tls = await nodeCertificate(ca, plan);
  const given = wish([1, 2].map((one) => nodeAddress(plan, one)));
  return {
    cluster,
    client,
    pods: new MeetOnPods({ client, plan, images, ca: ca.pem, tls, ...given }),
    stop: async () => {
      await ca.remove();
      client.close();
      await end(cluster);
    },
  };
}
