import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { run } from '@stoa/toolkit/base';

const root = resolve(import.meta.dirname, '../..');

export interface FreshClone extends AsyncDisposable {
  readonly folder: string;
  /** Runs a command in the clone as a new user would: empty HOME, empty npm cache, none of this checkout's programs on PATH. */
  run(file: string, args: readonly string[]): Promise<{ code: number; output: string; ms: number }>;
}

/** What the shell of a new user would have: no node_modules of ours, no npm or CI settings of this process. */
function newUsersEnvironment(home: string): NodeJS.ProcessEnv {
  const path = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'));
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_OPTIONS|VITEST|CI$|STOA_|MAKE|MFLAGS|TEST|NO_COLOR|FORCE_COLOR)/i.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    PATH: path.join(delimiter),
    HOME: home,
    npm_config_cache: join(home, '.npm'),
  };
}

/** Clones the committed state of this checkout into an empty folder; disposal runs `make down` and removes it. */
export async function freshClone(): Promise<FreshClone> {
  const folder = await mkdtemp(join(tmpdir(), 'stoa-clone-'));
  const home = await mkdtemp(join(tmpdir(), 'stoa-home-'));
  await run('git', ['clone', '--quiet', root, folder]);
  const env = newUsersEnvironment(home);

  function runHere(
    file: string,
    args: readonly string[],
  ): Promise<{ code: number; output: string; ms: number }> {
    const started = performance.now();
    return new Promise((done, failed) => {
      const child = spawn(file, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.on('error', failed);
      // `exit`, not `close`: what `up` leaves running must not be waited for.
      child.on('exit', (code) => done({ code: code ?? -1, output, ms: performance.now() - started }));
    });
  }

  return {
    folder,
    run: runHere,
    async [Symbol.asyncDispose]() {
      await runHere('make', ['down']);
      await rm(folder, { recursive: true, force: true });
      await rm(home, { recursive: true, force: true });
    },
  };
}
