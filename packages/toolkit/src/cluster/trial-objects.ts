import type { Platform } from '../config/index.ts';
import type { KubeObject } from '../kube/index.ts';
import { platformObjects } from './platform-objects.ts';
import { settleMaterials } from './settle-materials.ts';

/** The objects of a platform with made-up secrets, to look at before the cluster has to answer; never to be applied. */
export async function trialObjects(platform: Platform): Promise<readonly KubeObject[]> {
  const { stages } = await settleMaterials(platform, {}, { now: new Date() });
  return platformObjects(platform, stages[0]);
}
