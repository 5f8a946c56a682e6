import { messageOf } from '@stoa/toolkit/base';
import { fieldsOf, textOf, valueAt, type KubeClient, type KubeObject } from '@stoa/toolkit/kube';
import { costAnnotation, costOf, nextCost } from './deletion-cost.ts';

const podType = { apiVersion: 'v1', kind: 'Pod' };
/** Of the fields that the API server notes as ours. */
const fieldManager = 'stoa-controller';

/** The pods whose costs are kept. */
export interface Fleet {
  readonly namespace: string;
  readonly labelSelector: string;
  /** How many people are connected to the pod at this address. */
  readonly count: (address: string) => Promise<number>;
}

/** What a round did about one pod. */
export type Outcome =
  | { readonly pod: string; readonly type: 'kept' }
  | { readonly pod: string; readonly type: 'changed'; readonly from: number | undefined; readonly to: number }
  /** It did not say how many people it has: its cost stays as it is. */
  | { readonly pod: string; readonly type: 'silent'; readonly reason: string };

/**
 * One round: looks at all pods as they are now, and writes the costs that are off. Whatever a round missed, the next one
 * sees; nothing is remembered in between. @throws KUBE_… when the pods cannot be listed or changed
 */
export async function keepCosts(
  client: Pick<KubeClient, 'list' | 'patch'>,
  { namespace, labelSelector, count }: Fleet,
): Promise<Outcome[]> {
  const { items } = await client.list(podType, { namespace, labelSelector });
  return Promise.all(
    items.filter(canBeChosen).map(async (pod): Promise<Outcome> => {
      const { name, annotations } = pod.metadata;
      const people = await count(addressOf(pod) ?? '').catch((error: unknown) => messageOf(error));
      if (typeof people === 'string') return { pod: name, type: 'silent', reason: people };
      const from = costOf(annotations);
      const to = nextCost(from, people);
      if (from === to) return { pod: name, type: 'kept' };
      const patch = { metadata: { annotations: { [costAnnotation]: String(to) } } };
      const ref = { ...podType, name, namespace };
      try {
        await client.patch(ref, patch, { fieldManager });
      } catch (error) {
        // It went in the meantime.
        if (fieldsOf(error)['code'] === 'KUBE_NOT_FOUND') return { pod: name, type: 'kept' };
        throw error;
      }
      return { pod: name, type: 'changed', from, to };
    }),
  );
}

/** A pod that is going is chosen already, and one without an address has nobody. */
function canBeChosen(pod: KubeObject): boolean {
  return pod.metadata['deletionTimestamp'] === undefined && addressOf(pod) !== undefined;
}

function addressOf(pod: KubeObject): string | undefined {
  return valueAt(pod, 'status', 'phase') === 'Running' ? textOf(valueAt(pod, 'status', 'podIP')) : undefined;
}
