import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { kubeErrors } from '../kube-errors.ts';
import { tarEnd, tarHeader, tarPadding } from './_tar-write.ts';

export interface Tally {
  files: number;
  bytes: number;
  readonly skipped: string[];
}

/** An archive of what is at `local`, as `path`. */
export async function* pack(
  local: string,
  path: string,
  tally: Tally,
): AsyncGenerator<Uint8Array, void, void> {
  yield* packOne(local, path, tally, true);
  yield tarEnd;
}

async function* packOne(
  local: string,
  path: string,
  tally: Tally,
  isRoot: boolean,
): AsyncGenerator<Uint8Array, void, void> {
  const stats = await lstat(local);
  const head = { path, mode: stats.mode, mtime: stats.mtime, size: 0 };
  if (stats.isDirectory()) {
    const names = (await readdir(local)).sort();
    // The folder at the top may be there already (`/tmp`, say) and keeps its mode.
    if (!isRoot || names.length === 0) yield tarHeader({ ...head, type: 'Directory' });
    for (const name of names) yield* packOne(join(local, name), `${path}/${name}`, tally, false);
    return;
  }
  if (stats.isSymbolicLink()) {
    yield tarHeader({ ...head, type: 'SymbolicLink', linkpath: await readlink(local) });
    return;
  }
  if (!stats.isFile()) {
    tally.skipped.push(local);
    return;
  }
  yield tarHeader({ ...head, type: 'File', size: stats.size });
  yield* contentOf(local, stats.size);
  yield tarPadding(stats.size);
  tally.files += 1;
  tally.bytes += stats.size;
}

/** Exactly as many bytes as the header says; a log that grows is copied as long as it was. */
async function* contentOf(local: string, size: number): AsyncGenerator<Uint8Array, void, void> {
  if (size === 0) return;
  let left = size;
  for await (const part of createReadStream(local, { end: size - 1, highWaterMark: 256 * 1024 })) {
    left -= (part as Buffer).length;
    yield part as Buffer;
  }
  if (left > 0) throw kubeErrors.make('KUBE_COPY_FAILED', `${local} became shorter while it was copied`);
}
