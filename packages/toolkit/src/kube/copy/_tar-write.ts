import { Header, Pax } from 'tar';

export interface TarHeader {
  /** Path inside the archive, without a slash at its start. */
  readonly path: string;
  readonly type: 'File' | 'Directory' | 'SymbolicLink';
  readonly mode: number;
  readonly size: number;
  readonly mtime: Date;
  /** Where a link leads. */
  readonly linkpath?: string;
}

const blockBytes = 512;

/** The header of one entry, with a pax header before it where a name or size is too long for it. */
export function tarHeader(entry: TarHeader): Uint8Array {
  const path = entry.type === 'Directory' ? `${entry.path}/` : entry.path;
  // Whole seconds: fractions would take a pax header each.
  const mtime = new Date(Math.floor(entry.mtime.getTime() / 1000) * 1000);
  const header = new Header({ ...entry, path, mtime, mode: entry.mode & 0o7777, uid: 0, gid: 0 });
  const block = Buffer.alloc(blockBytes);
  if (!header.encode(block)) return block;
  return Buffer.concat([new Pax({ ...entry, path, mtime }).encode(), block]);
}

/** Content is filled up to whole blocks. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((blockBytes - (size % blockBytes)) % blockBytes);
}

/** Two empty blocks end an archive. */
export const tarEnd: Uint8Array = new Uint8Array(2 * blockBytes);
