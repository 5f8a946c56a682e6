import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withFileLock } from './file-lock.ts';

describe('the lock around a build', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stoa-lock-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('lets one work at a time, and frees itself when the work fails', async () => {
    const path = join(folder, 'one');
    let inside = 0;
    const work = () =>
      withFileLock(path, async () => {
        inside += 1;
        expect(inside).toBe(1);
        await sleep(20);
        inside -= 1;
      });
    await expect(withFileLock(path, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await Promise.all([work(), work(), work()]);
  });

  it('is free again after its holder was killed', async () => {
    const path = join(folder, 'two');
    const source = `import { withFileLock } from ${JSON.stringify(join(import.meta.dirname, 'file-lock.ts'))};
      await withFileLock(${JSON.stringify(path)}, () => { console.log('held'); return new Promise((r) => setTimeout(r, 60_000)); });`;
    const holder = spawn(process.execPath, ['--input-type=module-typescript', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    const waiting = withFileLock(path, () => Promise.resolve('mine'));
    expect(await Promise.race([waiting, sleep(100, 'still waiting')])).toBe('still waiting');
    holder.kill('SIGKILL');
    expect(await waiting).toBe('mine');
  });
});
