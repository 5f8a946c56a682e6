import { startCluster, type Cluster } from '../../../../../test/cluster/cluster.ts';
import type { KubeClient } from '../../kube/index.ts';
import { testClient } from '../../kube/testing/cluster.ts';
import { createTestCa } from '../../turn/testing/index.ts';
import { testImages } from './images.ts';
import { nodeCertificate } from './node-certificate.ts';
import { MeetOnPods } from './meet-on-pods.ts';

/** A cluster of two nodes that has the images of the app; nothing is applied yet. */
export interface MeetCluster {
  readonly cluster: Cluster;
  readonly client: KubeClient;
  readonly pods: MeetOnPods;
  stop(): Promise<void>;
}

export async function startMeetCluster(): Promise<MeetCluster> {
  const { images, archives } = await testImages(['meet', 'redis', 'janus', 'coturn']);
  const cluster = await startCluster({ nodes: 2 });
  await cluster.loadImages(archives);
  const client = await testClient({}, cluster.kubeconfig);
  const ca = await createTestCa();
  const tls = await nodeCertificate(ca, cluster.plan);
  return {
    cluster,
    client,
    pods: new MeetOnPods({ client, plan: cluster.plan, images, ca: ca.pem, tls }),
    stop: async () => {
      await ca.remove();
      client.close();
      await cluster.stop();
    },
  };
}
