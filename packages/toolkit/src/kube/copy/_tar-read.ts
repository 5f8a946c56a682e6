import { kubeErrors } from '../kube-errors.ts';
import { blockBytes, checksumOf, paddingOf, readNumber, readText } from './_tar-format.ts';

export interface TarEntry {
  readonly path: string;
  /** `hard`: the same file as an entry before, named by `target`; `other`: devices, pipes. */
  readonly type: 'file' | 'folder' | 'link' | 'hard' | 'other';
  readonly mode: number;
  readonly size: number;
  readonly mtime: number;
  readonly target: string;
  /** To be read before the next entry is asked for; what is left is passed over. */
  readonly content: AsyncGenerator<Uint8Array, void, void>;
}

const kinds: Readonly<Record<string, TarEntry['type']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'hard',
  '2': 'link',
  '5': 'folder',
};

/** What stands in front of an entry and holds for it: pax records, long names of GNU tar. */
interface Extra {
  path?: string;
  target?: string;
  size?: number;
  mtime?: number;
}

/**
 * Reads an archive while it comes in; a gigabyte needs no more memory than a kilobyte.
 * @throws KUBE_COPY_FAILED when it is none, or ends in the middle
 */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry, void, void> {
  const bytes = byteSource(source);
  let extra: Extra = {};
  for (;;) {
    const block = await bytes.take(blockBytes);
    // An archive ends with empty blocks; one that has no end at all was cut off.
    if (block.every((byte) => byte === 0)) return await bytes.drain();
    if (checksumOf(block) !== readNumber(block, 148, 8)) throw broken('its checksum is wrong');
    const flag = String.fromCharCode(block[156] ?? 0);
    const size = extra.size ?? readNumber(block, 124, 12);
    if ('xgLK'.includes(flag)) {
      const text = (await bytes.take(size)).toString('utf8');
      await bytes.take(paddingOf(size));
      if (flag !== 'g') Object.assign(extra, readExtra(flag, text));
      continue;
    }
    const entry = entryOf(block, flag, size, extra, bytes.content(size));
    yield entry;
    await passOver(entry.content);
    await bytes.take(paddingOf(size));
    extra = {};
  }
}

async function passOver(content: TarEntry['content']): Promise<void> {
  while (!(await content.next()).done);
}

function entryOf(
  block: Buffer,
  flag: string,
  size: number,
  extra: Extra,
  content: TarEntry['content'],
): TarEntry {
  // GNU tar has other things where ustar has the prefix, and no NUL after its magic.
  const prefix = readText(block, 257, 6) === 'ustar' && block[262] === 0 ? readText(block, 345, 155) : '';
  const name = readText(block, 0, 100);
  return {
    path: extra.path ?? (prefix ? `${prefix}/${name}` : name),
    type: kinds[flag] ?? 'other',
    mode: readNumber(block, 100, 8) & 0o777,
    size,
    mtime: extra.mtime ?? readNumber(block, 136, 12),
    target: extra.target ?? readText(block, 157, 100),
    content,
  };
}

function readExtra(flag: string, text: string): Extra {
  const whole = text.replace(/\0+$/, '');
  if (flag === 'L') return { path: whole };
  if (flag === 'K') return { target: whole };
  const extra: Extra = {};
  for (const [key, value] of paxRecords(text)) {
    if (key === 'path') extra.path = value;
    if (key === 'linkpath') extra.target = value;
    if (key === 'size') extra.size = Number(value);
    if (key === 'mtime') extra.mtime = Number(value);
  }
  return extra;
}

/** Lengths are in bytes, so the text is looked at as bytes. */
function* paxRecords(text: string): Generator<[string, string]> {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    const length = Number.parseInt(rest.toString('latin1', 0, 20), 10);
    if (!(length > 0) || length > rest.length) throw broken('a pax record has a wrong length');
    const record = rest.toString('utf8', 0, length - 1);
    const [key = '', ...value] = record.slice(record.indexOf(' ') + 1).split('=');
    yield [key, value.join('=')];
    rest = rest.subarray(length);
  }
}

function byteSource(source: AsyncIterable<Uint8Array>) {
  const iterator = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  async function more(): Promise<void> {
    const next = await iterator.next();
    if (next.done) throw broken('it ends in the middle');
    rest = rest.length === 0 ? Buffer.from(next.value) : Buffer.concat([rest, next.value]);
  }
  return {
    async take(length: number): Promise<Buffer> {
      while (rest.length < length) await more();
      const taken = rest.subarray(0, length);
      rest = rest.subarray(length);
      return taken;
    },
    async *content(size: number): AsyncGenerator<Uint8Array, void, void> {
      let left = size;
      while (left > 0) {
        if (rest.length === 0) await more();
        const part = rest.subarray(0, Math.min(left, rest.length));
        rest = rest.subarray(part.length);
        left -= part.length;
        yield part;
      }
    },
    /** Tar writes whole records: more empty blocks follow. */
    async drain(): Promise<void> {
      rest = Buffer.alloc(0);
      while (!(await iterator.next()).done);
    },
  };
}

function broken(why: string) {
  return kubeErrors.make('KUBE_COPY_FAILED', `the container does not send a tar archive: ${why}`);
}
