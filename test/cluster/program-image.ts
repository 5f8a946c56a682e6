import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@stoa/toolkit/base';
import { goBinaries } from './binaries.ts';
import { imageArchive, type ImageFile } from './image-archive.ts';

export interface ProgramImage {
  readonly archive: string;
  remove(): Promise<void>;
}

/**
 * An image of this machine's own programs (`tar`, `cat`) with the libraries they need, beside `/pod`, which it starts
 * with: for what tests run inside of pods.
 * @param programs absolute paths
 */
export async function programImage(reference: string, programs: readonly string[]): Promise<ProgramImage> {
  const { pod } = await goBinaries('pod', ['pod']);
  const placed = programs.map((path) => [`bin/${path.split('/').at(-1) ?? ''}`, path]);
  const image = await imageOfPrograms(reference, { pod, ...Object.fromEntries(placed) });
  const folder = await mkdtemp(join(tmpdir(), 'stoa-image-'));
  const archive = join(folder, 'image.tar');
  await writeFile(archive, image);
  return { archive, remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * An image of programs and this machine's libraries that they need.
 * @param programs path in the image (no leading slash) to path here; it starts with the first of them
 */
export async function imageOfPrograms(
  reference: string,
  programs: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  const libraries = (await Promise.all(Object.values(programs).map(librariesOf))).flat();
  const files = await Promise.all([
    ...Object.entries(programs).map(([path, from]) => fileOf(from, path)),
    ...[...new Set(libraries)].map((path) => fileOf(path, path.slice(1))),
  ]);
  return imageArchive({ reference, files, entrypoint: [`/${Object.keys(programs)[0] ?? ''}`] });
}

/** The loader says which libraries a program needs, itself among them; a static one needs none. */
async function librariesOf(program: string): Promise<string[]> {
  const { stdout } = await run('ldd', [program], { okCodes: [0, 1] });
  return stdout.split('\n').flatMap((line) => /(?:=> )?(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}

async function fileOf(from: string, path: string): Promise<ImageFile> {
  return { path, content: await readFile(await realpath(from)), mode: 0o755 };
}
