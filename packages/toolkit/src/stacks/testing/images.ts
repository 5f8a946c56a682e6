import { archiveAs, buildImage, makeLocalBase } from '../../../../../deploy/build/images.ts';
import type { ImageName } from '../../../../../deploy/build/inputs.ts';

/** `target.images` of what a test has built, and the archives to load. */
export interface TestImages {
  readonly images: { readonly registry: string; readonly tag: string };
  readonly archives: readonly string[];
}

export async function testImages(names: readonly ImageName[]): Promise<TestImages> {
  const base = await makeLocalBase();
  const archives: string[] = [];
  // One after the other: each build takes all of the machine.
  for (const name of names) archives.push(await archiveAs(await buildImage(name, base), 'test'));
  return { images: { registry: 'localhost/stoa', tag: 'test' }, archives };
}
