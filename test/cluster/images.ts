import { access, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomic } from '@stoa/toolkit/base';
import { goBinaries } from './binaries.ts';
import { coreDnsImage } from './coredns.ts';
import { imageArchive } from './image-archive.ts';
import { pauseImage } from './node-config.ts';

/** The image of test pods: `pod serve`, `pod get URL`, `pod resolve NAME`, … (go/pod). It holds nothing else. */
export const podImage = pauseImage;

/** Archives of the images that every node needs, beside the binaries they are made of. */
export async function baseImages(told?: (line: string) => void): Promise<string[]> {
  const { coredns } = await goBinaries('kubernetes', ['coredns'], told);
  const { pod } = await goBinaries('pod', ['pod'], told);
  return await Promise.all([binaryImage(podImage, pod), binaryImage(coreDnsImage, coredns)]);
}

/** An image of one static binary, made once for each version of it. */
export async function binaryImage(reference: string, binary: string): Promise<string> {
  const archive = join(dirname(binary), `${reference.replaceAll(/[/:]/g, '_')}.tar`);
  const exists = await access(archive).then(
    () => true,
    () => false,
  );
  if (exists) return archive;
  await mkdir(dirname(archive), { recursive: true });
  const name = binary.split('/').at(-1) ?? '';
  const file = { path: name, content: await readFile(binary), mode: 0o755 };
  await writeFileAtomic(archive, imageArchive({ reference, files: [file], entrypoint: [`/${name}`] }));
  return archive;
}
