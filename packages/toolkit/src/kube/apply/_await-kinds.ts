import { retry } from '../../base/index.ts';
import type { KubeClient } from '../api/client.ts';
import { isCode } from '../api/is-code.ts';
import { customKindsOf, type KubeObject, type TypeRef } from '../objects/index.ts';

export interface AwaitKindsOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/**
 * Waits until the kinds of new definitions are served: `Established` comes before discovery tells of them and before
 * requests for them stop ending in 404.
 */
export async function awaitKinds(
  client: KubeClient,
  definitions: readonly KubeObject[],
  options: AwaitKindsOptions,
): Promise<void> {
  const { signal, timeoutMs } = options;
  const types: TypeRef[] = definitions.flatMap(customKindsOf).filter((kind) => kind.served);
  client.discovery.refresh();
  for (const type of types) {
    await retry(
      async () => {
        client.discovery.refresh();
        await client.list(type, { pageSize: 1, labelSelector: 'stoa.dev/none', signal });
      },
      {
        deadlineMs: timeoutMs,
        signal,
        maxMs: 1_000,
        retryIf: (error) => isCode(error, 'KUBE_KIND_UNKNOWN') || isCode(error, 'KUBE_NOT_FOUND'),
      },
    );
  }
}
