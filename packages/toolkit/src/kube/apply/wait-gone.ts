import { sleep } from '../../base/index.ts';
import type { KubeClient } from '../api/client.ts';
import { kubeErrors } from '../kube-errors.ts';
import { formatRef, type ObjectRef } from '../objects/object.ts';
import { statusOf } from '../status/status.ts';

export interface GoneOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Waits until an object is gone: this very one, when its uid is known.
 * @throws KUBE_NOT_READY naming the finalizers that hold it
 */
export async function waitGone(
  client: KubeClient,
  ref: ObjectRef,
  uid: string | undefined,
  options: GoneOptions,
): Promise<void> {
  const end = performance.now() + options.timeoutMs;
  for (let pause = 50; ; pause = Math.min(1_000, pause * 1.5)) {
    const found = await client.get(ref, { signal: options.signal });
    if (!found || (uid !== undefined && found.metadata.uid !== uid)) return;
    if (performance.now() + pause > end) {
      throw kubeErrors.make(
        'KUBE_NOT_READY',
        `${formatRef(ref)} is not gone after ${Math.round(options.timeoutMs / 1000)} s: ${statusOf(found).message}`,
        {
          hint: 'give pods that drain more time; a finalizer has to be removed by whoever set it',
        },
      );
    }
    await sleep(pause, options.signal);
  }
}
