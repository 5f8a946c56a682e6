import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, open } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { kubeErrors } from '../kube-errors.ts';
import type { CopyResult } from './copy-options.ts';
import { readTar, type TarEntry } from './_tar-read.ts';

/**
 * Writes an archive to disk. What comes from a container is not trusted: nothing is written outside of `root`, nor
 * through a symbolic link that is there, and no link is made.
 * @param top name of the archive's only entry at the top, which becomes `root`
 * @throws KUBE_COPY_UNSAFE, KUBE_COPY_FAILED, the system's errors
 */
export async function unpack(
  source: AsyncIterable<Uint8Array>,
  root: string,
  top: string,
): Promise<CopyResult> {
  const tally = { files: 0, bytes: 0, skipped: [] as string[] };
  const folders = folderMaker(root);
  for await (const entry of readTar(source)) {
    const path = placeOf(entry.path, root, top);
    if (entry.type === 'folder') await folders.make(path);
    else if (entry.type === 'file' || entry.type === 'hard') {
      await folders.make(dirname(path));
      if (entry.type === 'hard') await copyAgain(placeOf(entry.target, root, top), path);
      else await writeFile(path, entry);
      tally.files += 1;
      tally.bytes += entry.size;
    } else tally.skipped.push(entry.path);
  }
  return tally;
}

/** `./tree/a/b` → `<root>/a/b`. */
function placeOf(path: string, root: string, top: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const [first, ...inside] = parts;
  if (path.startsWith('/') || parts.includes('..') || first !== top) {
    throw kubeErrors.make(
      'KUBE_COPY_UNSAFE',
      `the container sends ${JSON.stringify(path)}, which is outside of what was asked for`,
    );
  }
  return join(root, ...inside);
}

/** Folders below the root must be real ones; each is looked at once. */
function folderMaker(root: string) {
  const known = new Set<string>();
  async function makeOne(path: string): Promise<void> {
    if (known.has(path)) return;
    await mkdir(path).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      if (!(await lstat(path)).isDirectory()) throw unsafe(path);
    });
    known.add(path);
  }
  return {
    async make(path: string): Promise<void> {
      const inside = relative(root, path);
      // The place that the user names may well be a link, and what is above it is the user's business.
      if (inside.startsWith('..')) return;
      if (!known.has(root)) {
        await mkdir(root, { recursive: true });
        known.add(root);
      }
      let here = root;
      for (const part of inside.split('/').filter(Boolean)) {
        here = join(here, part);
        await makeOne(here);
      }
    },
  };
}

async function writeFile(path: string, entry: TarEntry): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
  const file = await open(path, flags, entry.mode | 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ELOOP' ? unsafe(path) : error;
  });
  try {
    for await (const part of entry.content) await file.write(part);
    // Where the file was there already, its mode was not set by opening it.
    await file.chmod(entry.mode);
    await file.utimes(entry.mtime, entry.mtime);
  } finally {
    await file.close();
  }
}

async function copyAgain(from: string, to: string): Promise<void> {
  for (const path of [from, to]) {
    const stats = await lstat(path).catch(() => undefined);
    if (stats && !stats.isFile()) throw unsafe(path);
  }
  await copyFile(from, to);
}

function unsafe(path: string) {
  return kubeErrors.make('KUBE_COPY_UNSAFE', `${path} is a link or no file, and is not written through`);
}
