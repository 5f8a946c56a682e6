import { goBinaries } from './binaries.ts';
import { baseImages } from './images.ts';

/** Builds what every cluster needs, as far as it is not in the cache. */
export async function buildForCluster(told: (line: string) => void): Promise<void> {
  await goBinaries('kubernetes', ['control-plane', 'node'], told);
  await baseImages(told);
}
