import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTar } from './_tar-read.ts';
import { tarEnd, tarHeader } from './_tar-write.ts';
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

async function list(bytes: Uint8Array): Promise<string[]> {
  const lines: string[] = [];
  for await (const entry of readTar(inParts(bytes))) {
    const parts: Uint8Array[] = [];
    for await (const part of entry.content) parts.push(part);
    lines.push(`${entry.type} ${entry.path} ${Buffer.concat(parts).toString()}`);
  }
  return lines;
}

function file(path: string, text: string): Uint8Array {
  const content = Buffer.from(text);
  const head = tarHeader({ path, type: 'file', mode: 0o640, size: content.length, mtime: 1 });
  return Buffer.concat([head, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
const archive = (...parts: Uint8Array[]) => Buffer.concat([...parts, tarEnd]);
const long = `${'deep/'.repeat(40)}größe`;

describe('tar', () => {
  it('reads what it writes, long names too', async () => {
    const link = tarHeader({ path: 'l', type: 'link', mode: 0o777, size: 0, mtime: 0, target: 'x' });
    const bytes = archive(file('a', 'one'), file(long, 'two'), file('empty', ''), link);
    expect(await list(bytes)).toEqual(['file a one', `file ${long} two`, 'file empty ', 'link l ']);
  });

  it('writes what tar reads', async () => {
    const deep = long.replace('größe', 'size');
    await writeFile(join(folder, 'x.tar'), archive(file('a', 'one'), file(deep, 'two')));
    const done = spawnSync('tar', ['-xf', 'x.tar'], { cwd: folder, encoding: 'utf8' });
    expect(done.stderr).toBe('');
    expect(await readFile(join(folder, deep), 'utf8')).toBe('two');
  });

  it.each(['gnu', 'ustar', 'posix'])('reads what tar writes as %s', async (format) => {
    const name = 'n'.repeat(90);
    await writeFile(join(folder, name), 'content');
    await symlink('elsewhere', join(folder, 'link'));
    const made = spawnSync('tar', ['-c', `--format=${format}`, '-C', folder, './link', `./${name}`], {});
    expect(await list(made.stdout)).toEqual(['link ./link ', `file ./${name} content`]);
  });

  it.each(['gnu', 'posix'])('reads names of %s that are longer than a header', async (format) => {
    const name = 'n'.repeat(200);
    await writeFile(join(folder, name), 'content');
    const made = spawnSync('tar', ['-c', `--format=${format}`, '-C', folder, `./${name}`], {});
    expect(await list(made.stdout)).toEqual([`file ./${name} content`]);
  });

  it('passes over content that nobody reads', async () => {
    const names: string[] = [];
    for await (const entry of readTar(inParts(archive(file('a', 'x'.repeat(5_000)), file('b', '')))))
      names.push(entry.path);
    expect(names).toEqual(['a', 'b']);
  });

  it.each([
    ['ends in the middle', archive(file('a', 'x'.repeat(5_000))).subarray(0, 2_000)],
    ['ends without an end', file('a', 'x')],
    ['its checksum is wrong', Buffer.alloc(1024, 7)],
  ])('refuses what %s', async (_why, bytes) => {
    await expect(list(bytes)).rejects.toMatchObject({ code: 'KUBE_COPY_FAILED' });
  });
});

describe('unpack', () => {
  const put = (bytes: Uint8Array) => unpack(inParts(bytes), join(folder, 'out'), 'tree');

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
    const link = tarHeader({ path: 'tree/l', type: 'link', mode: 0o777, size: 0, mtime: 0, target: '..' });
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
    const hard = tarHeader({
      path: 'tree/h',
      type: 'file',
      mode: 0o600,
      size: 0,
      mtime: 0,
      target: '/etc/passwd',
    });
    hard[156] = '1'.charCodeAt(0);
    // The checksum of the changed header.
    const sum = hard.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
    Buffer.from(`${sum.toString(8).padStart(6, '0')}\0 `).copy(hard, 148);
    await expect(put(archive(hard))).rejects.toMatchObject({ code: 'KUBE_COPY_UNSAFE' });
  });
});
