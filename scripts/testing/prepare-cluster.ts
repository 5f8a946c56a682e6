import { goBinaries } from '../../test/cluster/binaries.ts';
import { buildForCluster } from '../../test/cluster/build.ts';
import { missingForCluster } from '../../test/cluster/requirements.ts';

/**
 * Builds the binaries of the test cluster before its tests start: minutes the first time, which no test's time limit
 * should have to hold.
 * @returns why there can be no cluster on this machine, or null
 */
export async function prepareCluster(): Promise<string | null> {
  const missing = await missingForCluster();
  if (missing.length > 0) return missing.join('; ');
  const told = (line: string) => console.log(line);
  await buildForCluster(told);
  await goBinaries('extras', ['kwok'], told);
  return null;
}
