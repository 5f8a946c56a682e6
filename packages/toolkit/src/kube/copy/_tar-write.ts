import { blockBytes, checksumOf, paddingOf } from './_tar-format.ts';

export interface TarHeader {
  /** Path inside the archive, without a slash at its start. */
  readonly path: string;
  readonly type: 'file' | 'folder' | 'link';
  readonly mode: number;
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** Where a link leads. */
  readonly target?: string;
}

const flags = { file: '0', folder: '5', link: '2' } as const;
const nameBytes = 100;

/** The header of one entry; long names go into a pax header before it. The owner is root, who unpacks or not. */
export function tarHeader(header: TarHeader): Uint8Array {
  const path = header.type === 'folder' ? `${header.path}/` : header.path;
  const long: [string, string][] = [];
  if (Buffer.byteLength(path) > nameBytes) long.push(['path', path]);
  if (Buffer.byteLength(header.target ?? '') > nameBytes) long.push(['linkpath', header.target ?? '']);
  // Eleven octal digits end at 8 GiB.
  if (header.size >= 8 ** 11) long.push(['size', String(header.size)]);
  const main = block(path, flags[header.type], header);
  if (long.length === 0) return main;
  const records = Buffer.from(long.map(([key, value]) => paxRecord(key, value)).join(''));
  const size = records.length;
  const extra = block('pax-header', 'x', { mode: 0o644, size, mtime: header.mtime });
  return Buffer.concat([extra, records, Buffer.alloc(paddingOf(size)), main]);
}

/** Two empty blocks end an archive. */
export const tarEnd: Uint8Array = new Uint8Array(2 * blockBytes);

/** `20 path=some/long/name\n`: the length counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + 1;
  while (bytes + String(length).length !== length) length = bytes + String(length).length;
  return `${length}${rest}`;
}

function block(
  path: string,
  flag: string,
  { mode, size, mtime, target = '' }: Pick<TarHeader, 'mode' | 'size' | 'mtime' | 'target'>,
): Uint8Array {
  const bytes = Buffer.alloc(blockBytes);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  bytes.write(cut(path), 0);
  bytes.write(octal(mode & 0o7777, 8), 100);
  bytes.write(octal(0, 8), 108);
  bytes.write(octal(0, 8), 116);
  bytes.write(octal(size < 8 ** 11 ? size : 0, 12), 124);
  bytes.write(octal(Math.max(0, Math.floor(mtime)), 12), 136);
  bytes.write(flag, 156);
  bytes.write(cut(target), 157);
  bytes.write('ustar\x0000', 257);
  bytes.write(`${checksumOf(bytes).toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

/** The beginning of a long name, whole characters only; the pax header has all of it. */
function cut(text: string): string {
  let short = text;
  while (Buffer.byteLength(short) > nameBytes) short = short.slice(0, -1);
  return short;
}
