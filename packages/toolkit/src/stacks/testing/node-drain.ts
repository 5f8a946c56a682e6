import type { KubeClient, KubeObject } from '../../kube/index.ts';
import { sleep } from '../../base/index.ts';

const podType = { apiVersion: 'v1', kind: 'Pod' };

/** As `kubectl drain` does it: no more pods for the node, then evictions, tried again while a budget forbids them. */
export async function drainNode(
  client: KubeClient,
  name: string,
  which: (pod: KubeObject) => boolean,
): Promise<void> {
  await setUnschedulable(client, name, true);
  const { items } = await client.list(podType, { fieldSelector: `spec.nodeName=${name}` });
  await Promise.all(items.filter(which).map((pod) => evict(client, pod)));
}

export async function setUnschedulable(client: KubeClient, name: string, on: boolean): Promise<void> {
  await client.patch({ apiVersion: 'v1', kind: 'Node', name }, { spec: { unschedulable: on } });
}

/** Resolves when the pod is gone. */
async function evict(client: KubeClient, { metadata }: KubeObject): Promise<void> {
  const ref = { ...podType, name: metadata.name, namespace: metadata.namespace ?? '' };
  for (;;) {
    try {
      await client.evict(ref);
      break;
    } catch (error) {
      if ((error as { code?: string }).code !== 'KUBE_EVICTION_BLOCKED') throw error;
      await sleep(500);
    }
  }
  while ((await client.get(ref))?.metadata['uid'] === metadata['uid']) await sleep(250);
}
