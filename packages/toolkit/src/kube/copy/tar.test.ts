import { spawnSync } from 'node:child_process';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { Header } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pack } from './_pack.ts';
import { tarEnd, tarHeader, tarPadding } from './_tar-write.ts';
import { unpack } from './_unpack.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stoa-tar-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** In portions of odd sizes, as they come from a network. */
async function* inParts(bytes: Uint8Array, size = 700): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function joined(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

const plain = { mode: 0o640, size: 0, mtime: new Date(1_000) } as const;

function file(path: string, text: string): Uint8Array {
  const content = Buffer.from(text);
  const { length: size } = content;
  return Buffer.concat([tarHeader({ ...plain, path, type: 'File', size }), content, tarPadding(size)]);
}
const archive = (...parts: Uint8Array[]) => Buffer.concat([...parts, tarEnd]);

describe('pack', () => {
  it('writes what tar reads: long names, modes, empty files and folders, links', async () => {
    const deep = `${'deep/'.repeat(40)}größe`;
    await mkdir(join(folder, 'tree', dirname(deep)), { recursive: true });
    await mkdir(join(folder, 'tree/hollow'));
    await writeFile(join(folder, 'tree', deep), 'two');
    await writeFile(join(folder, 'tree/empty'), '');
    await writeFile(join(folder, 'tree/run'), 'x'.repeat(5_000));
    await chmod(join(folder, 'tree/run'), 0o750);
    await symlink('elsewhere', join(folder, 'tree/link'));
    const tally = { files: 0, bytes: 0, skipped: [] };
    await writeFile(join(folder, 'x.tar'), await joined(pack(join(folder, 'tree'), 'opt/tree', tally)));
    expect(tally).toEqual({ files: 3, bytes: 5_003, skipped: [] });
    await mkdir(join(folder, 'out'));
    const done = spawnSync('tar', ['-xf', '../x.tar'], { cwd: join(folder, 'out'), encoding: 'utf8' });
    expect(done.stderr).toBe('');
    const out = join(folder, 'out/opt/tree');
    expect(await readFile(join(out, deep), 'utf8')).toBe('two');
    expect((await lstat(join(out, 'empty'))).size).toBe(0);
    expect((await lstat(join(out, 'run'))).mode & 0o777).toBe(0o750);
    expect((await lstat(join(out, 'hollow'))).isDirectory()).toBe(true);
    expect(await readlink(join(out, 'link'))).toBe('elsewhere');
  });
});

describe('unpack', () => {
  const put = (bytes: Uint8Array) => unpack(inParts(bytes), join(folder, 'out'), 'tree');

  it.each([
    ['ustar', 90],
    ['gnu', 200],
    ['posix', 200],
  ])('reads what tar writes as %s', async (format, length) => {
    const name = 'n'.repeat(length);
    await mkdir(join(folder, 'tree/in'), { recursive: true });
    await writeFile(join(folder, 'tree/in', name), 'content');
    await writeFile(join(folder, 'tree/large'), 'x'.repeat(100_000));
    await symlink('elsewhere', join(folder, 'tree/link'));
    const made = spawnSync('tar', ['-c', `--format=${format}`, '-C', folder, './tree'], {});
    expect(await put(made.stdout)).toEqual({ files: 2, bytes: 100_007, skipped: ['./tree/link'] });
    expect(await readFile(join(folder, 'out/in', name), 'utf8')).toBe('content');
    expect(await readFile(join(folder, 'out/large'), 'utf8')).toBe('x'.repeat(100_000));
  });

  it.each([
    ['ends in the middle', archive(file('tree/a', 'x'.repeat(5_000))).subarray(0, 2_000)],
    ['is something else', Buffer.alloc(1024, 7)],
  ])('refuses what %s', async (_why, bytes) => {
    await expect(put(bytes)).rejects.toMatchObject({ code: 'KUBE_COPY_FAILED' });
  });

  it('puts the tree where it is wanted', async () => {
    expect(await put(archive(file('./tree/a/b', 'one'), file('tree/c', 'two')))).toEqual({
      files: 2,
      bytes: 6,
      skipped: [],
    });
    expect(await readFile(join(folder, 'out/a/b'), 'utf8')).toBe('one');
  });

  it.each(['../evil', 'tree/../../evil', '/etc/evil', 'other/evil', './tree/a/../../../evil'])(
    'never leaves it: %s',
    async (path) => {
      await expect(put(archive(file(path, 'x')))).rejects.toMatchObject({ code: 'KUBE_COPY_UNSAFE' });
      expect(await readdir(folder)).not.toContain('evil');
    },
  );

  it('makes no links, and writes through none', async () => {
    const link = tarHeader({ ...plain, path: 'tree/l', type: 'SymbolicLink', linkpath: '..' });
    const made = await put(archive(link, file('tree/l/evil', 'x')));
    expect(made.skipped).toEqual(['tree/l']);
    expect(await readdir(folder)).toEqual(['out']);

    await symlink(folder, join(folder, 'out/way'));
    await expect(put(archive(file('tree/way/evil', 'x')))).rejects.toMatchObject({
      code: 'KUBE_COPY_UNSAFE',
    });
    await writeFile(join(folder, 'kept'), 'kept');
    await symlink(join(folder, 'kept'), join(folder, 'out/file'));
    await expect(put(archive(file('tree/file', 'x')))).rejects.toMatchObject({ code: 'KUBE_COPY_UNSAFE' });
    expect(await readFile(join(folder, 'kept'), 'utf8')).toBe('kept');
  });

  it('does not copy from outside as a hard link', async () => {
    const hard = Buffer.alloc(512);
    new Header({ ...plain, path: 'tree/h', type: 'Link', linkpath: '/etc/passwd' }).encode(hard);
    await expect(put(archive(hard))).rejects.toMatchObject({ code: 'KUBE_COPY_UNSAFE' });
  });
});
