import { connect } from 'node:net';
import { sleep } from '../../base/index.ts';
import type { ComponentSpec } from '../model.ts';

/** Resolves when something listens there, the time is over, or the signal fires: whoever waits then tries itself. */
export async function waitForGate(
  gate: ComponentSpec['gate'],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!signal.aborted && performance.now() < end) {
    if (await listens(gate)) return;
    await sleep(30, signal).catch(() => {});
  }
}

async function listens({ host, port }: ComponentSpec['gate']): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(1_000, () => settle(false));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
