import { run } from '@stoa/toolkit/base';
import { archiveAs, buildImage, makeLocalBase } from '../../deploy/build/images.ts';
import { imageNames } from '../../deploy/build/inputs.ts';
import type { ClusterRecord } from './cluster-folder.ts';
import { inside } from './machine.ts';
import { containerdSocket } from './node-config.ts';

/** `localhost/stoa/meet:dev` and so on, in a cluster that `make cluster` started. */
export const developerTag = 'dev';

/** Builds the images of this checkout, or finds them built, and makes them known to every node. */
export async function loadImages(record: ClusterRecord, told: (line: string) => void): Promise<void> {
  const base = await makeLocalBase();
  // One after the other: each build takes all of the machine.
  for (const name of imageNames) {
    const image = await buildImage(name, base);
    const archive = await archiveAs(image, developerTag);
    for (const { pid } of record.inits) await importArchive(pid, archive);
    told(`localhost/stoa/${name}:${developerTag}${image.cached ? '' : ' (built)'}`);
  }
}

/** From outside of the process that started the cluster. */
async function importArchive(init: number, archive: string): Promise<void> {
  const ctr = ['ctr', '--address', containerdSocket, '-n', 'k8s.io', 'images', 'import', archive];
  await run('nsenter', [...inside(init), ...ctr]);
}
