import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, open } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { Parser, type ReadEntry } from 'tar';
import { kubeErrors } from '../kube-errors.ts';
import type { CopyResult } from './copy-options.ts';

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
  await eachEntry(source, async (entry) => {
    const path = placeOf(entry.path, root, top);
    const kind = kinds[entry.type] ?? 'other';
    if (kind === 'folder') await folders.make(path);
    else if (kind === 'other') tally.skipped.push(entry.path);
    else {
      await folders.make(dirname(path));
      if (kind === 'hard') await copyAgain(placeOf(entry.linkpath ?? '', root, top), path);
      else await writeFile(path, entry);
      tally.files += 1;
      tally.bytes += entry.size;
    }
  });
  return tally;
}

/** `hard`: the same file as an entry before; not here: links, devices, pipes. */
const kinds: Readonly<Record<string, 'file' | 'folder' | 'hard'>> = {
  File: 'file',
  OldFile: 'file',
  ContiguousFile: 'file',
  Link: 'hard',
  Directory: 'folder',
};

/**
 * Gives each entry of an archive to `take`, one after the other, while the archive comes in: the next one waits, and with
 * it the sender. @throws KUBE_COPY_FAILED when it is none, or ends in the middle; what `take` throws
 */
async function eachEntry(
  source: AsyncIterable<Uint8Array>,
  take: (entry: ReadEntry) => Promise<void>,
): Promise<void> {
  // What is not as it should be is an error, not a warning.
  const parser = new Parser({ strict: true });
  const failed = Promise.withResolvers<never>();
  const ended = Promise.withResolvers<void>();
  failed.promise.catch(() => {});
  parser.on('error', (error: Error) => failed.reject(broken(error)));
  parser.on('end', () => ended.resolve());
  let work = Promise.resolve();
  const takeNext = async (before: Promise<void>, entry: ReadEntry): Promise<void> => {
    await before;
    await take(entry);
    entry.resume();
  };
  parser.on('entry', (entry: ReadEntry) => {
    work = takeNext(work, entry);
    work.catch(failed.reject);
  });
  for await (const part of source) {
    if (parser.write(Buffer.from(part))) continue;
    const { promise, resolve } = Promise.withResolvers<void>();
    parser.once('drain', resolve);
    await Promise.race([promise, failed.promise]);
  }
  parser.end();
  await Promise.race([ended.promise, failed.promise]);
  await work;
  // An archive that was cut off ends like any other, and is told to be broken in the same breath.
  await Promise.race([failed.promise, Promise.resolve()]);
}

function broken(cause: Error) {
  return kubeErrors.make('KUBE_COPY_FAILED', `the container does not send a tar archive: ${cause.message}`, {
    cause,
  });
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

async function writeFile(path: string, entry: ReadEntry): Promise<void> {
  const mode = (entry.mode ?? 0o644) & 0o777;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
  const file = await open(path, flags, mode | 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ELOOP' ? unsafe(path) : error;
  });
  try {
    for await (const part of entry) await file.write(part);
    // Where the file was there already, its mode was not set by opening it.
    await file.chmod(mode);
    if (entry.mtime) await file.utimes(entry.mtime, entry.mtime);
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
