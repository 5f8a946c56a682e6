import { readFile } from 'node:fs/promises';
import { nodeAddress, type NetworkPlan } from '../../../../../test/cluster/network-plan.ts';
import type { TestCa } from '../../turn/testing/index.ts';
import type { MeetStackInput } from '../meet/index.ts';

/** A certificate for the addresses of the two nodes of a test cluster. */
export async function nodeCertificate(ca: TestCa, plan: NetworkPlan): Promise<MeetStackInput['tls']> {
  const names = [1, 2].map((one) => ({ type: 'ip', value: nodeAddress(plan, one) }) as const);
  const { certFile, keyFile } = await ca.issue({ names });
  return { certificate: await readFile(certFile, 'utf8'), key: await readFile(keyFile, 'utf8') };
}
