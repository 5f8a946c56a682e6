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
  const libraries = (await Promise.all(programs.map(librariesOf))).flat();
  const files = await Promise.all([
    fileOf(pod, 'pod'),
    ...programs.map((path) => fileOf(path, `bin/${path.split('/').at(-1) ?? ''}`)),
    ...[...new Set(libraries)].map((path) => fileOf(path, path.slice(1))),
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'stoa-image-'));
  const archive = join(folder, 'image.tar');
  await writeFile(archive, imageArchive({ reference, files, entrypoint: ['/pod'] }));
  return { archive, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The loader says which libraries a program needs, itself among them. */
async function librariesOf(program: string): Promise<string[]> {
  const { stdout } = await run('ldd', [program]);
  return stdout.split('\n').flatMap((line) => /(?:=> )?(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}

async function fileOf(from: string, path: string): Promise<ImageFile> {
  return { path, content: await readFile(await realpath(from)), mode: 0o755 };
}
