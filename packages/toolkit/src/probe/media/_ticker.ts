import { createHistogram } from 'node:perf_hooks';

/** The step of all synthetic media, ms. */
const tickMs = 20;

const listeners = new Set<() => void>();
const lateness = createHistogram();
let timer: NodeJS.Timeout | undefined;
let lastTick = 0;

function tick(): void {
  const now = performance.now();
  // In µs, as a histogram takes whole numbers from 1.
  lateness.record(Math.max(1, Math.round((now - lastTick - tickMs) * 1_000)));
  lastTick = now;
  for (const each of listeners) each();
}

/**
 * Calls back every 20 ms until the returned function is called. All media of the process is made on the same tick:
 * waking up costs more CPU than making a packet.
 */
export function onTick(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    lastTick = performance.now();
    timer = setInterval(tick, tickMs);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** How late this process was with its own ticks since the last reset, ms. */
export function tickLateness(): { readonly p99: number; readonly max: number } {
  if (lateness.count === 0) return { p99: 0, max: 0 };
  return { p99: lateness.percentile(99) / 1_000, max: lateness.max / 1_000 };
}

export function resetLateness(): void {
  lateness.reset();
}
