import { sleep } from '../base/index.ts';
import { countAllocations } from './udp-sockets.ts';

const everyMs = 250;

/**
 * Waits until a relay on this machine has no allocation left: what a pod does before it is stopped.
 * @throws Error when the time is up, or when the sockets cannot be read
 */
export async function awaitRelayIdle(
  range: { readonly first: number; readonly last: number },
  timeoutMs: number,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const left = await countAllocations(range);
    if (left === null) throw new Error('the UDP sockets of this machine cannot be read');
    if (left === 0) return;
    if (performance.now() >= end) throw new Error(`${left} allocations are left`);
    await sleep(everyMs);
  }
}
