import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomic } from './files.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stoa-files-'));
});
afterEach(() => rm(dir, { recursive: true }));

describe('writeFileAtomic', () => {
  it('leaves no temporary file behind, also when it fails', async () => {
    await writeFileAtomic(join(dir, 'a', 'b.txt'), 'one');
    await writeFileAtomic(join(dir, 'a', 'b.txt'), 'two');
    expect(await readdir(join(dir, 'a'))).toEqual(['b.txt']);
    await expect(writeFileAtomic(join(dir, 'a'), 'a folder stands there')).rejects.toThrow(
      /EISDIR|directory/,
    );
    expect(await readdir(dir)).toEqual(['a']);
  });
});
