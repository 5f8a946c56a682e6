import { startControlPlane, type ControlPlane } from './control-plane.ts';
import { beginRun, endRun } from './shared-cluster.ts';

const variable = 'STOA_TEST_KUBECONFIG';
let plane: ControlPlane | undefined;

/**
 * One control plane for all files of a run (vitest globalSetup): it takes seconds to start, and tests keep out of each
 * other's way by namespaces. A kubeconfig in STOA_TEST_KUBECONFIG names another cluster to use instead.
 */
export async function setup(): Promise<void> {
  beginRun();
  if (process.env[variable]) return;
  plane = await startControlPlane({ told: (line) => process.stdout.write(`${line}\n`) });
  process.env[variable] = plane.kubeconfig;
}

export async function teardown(): Promise<void> {
  await endRun();
  await plane?.stop();
}
