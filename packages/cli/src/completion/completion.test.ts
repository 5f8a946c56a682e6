import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandTable } from '../command-table.ts';
import { completionScript, shells } from './index.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stoa-completion-'));
  for (const shell of shells) {
    await writeFile(join(dir, `stoa.${shell}`), await completionScript(shell, commandTable));
  }
  await writeFile(join(dir, 'stoa.yaml'), '');
});
afterAll(() => rm(dir, { recursive: true }));

/** In CI every shell must be there, and its absence a failure. */
const isInstalled = (program: string) =>
  process.env['CI'] === 'true' || spawnSync(program, ['-c', 'true']).status === 0;

function runShell(program: string, args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(program, args, { cwd: dir, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** What a shell offers for `stoa …`, with the cursor at the end of the last word. */
const complete: Record<(typeof shells)[number], (words: readonly string[]) => string[]> = {
  bash: (words) => {
    const list = words.map((word) => `'${word}'`).join(' ');
    const script = `source stoa.bash; COMP_WORDS=(stoa ${list}); COMP_CWORD=${words.length}; _stoa; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return runShell('bash', ['--norc', '-c', script]).split('\n').filter(Boolean);
  },
  zsh: (words) => {
    // The functions of the completion system are stood in for: what counts is what our script hands to them.
    const stubs = `compdef() { : }
_describe() { print -rl -- "\${(@P)@[-1]}" }
_files() { print -rl -- *(N) }
_message() { : }
compadd() { shift; print -rl -- "$@" }`;
    const list = words.map((word) => `'${word}'`).join(' ');
    const script = `${stubs}\nsource ./stoa.zsh; words=(stoa ${list}); CURRENT=${words.length + 1}; _stoa`;
    const word = words.at(-1) ?? '';
    const offered = runShell('zsh', ['-f', '-c', script]).split('\n');
    return offered.map((line) => line.replace(/:.*/, '')).filter((line) => line && line.startsWith(word));
  },
  fish: (words) => {
    const line = ['stoa', ...words].join(' ');
    const script = `source stoa.fish; complete -C '${line}'`;
    return runShell('fish', ['--no-config', '-c', script])
      .split('\n')
      .map((offer) => offer.replace(/\t.*/, ''))
      .filter(Boolean);
  },
};

describe.each(shells)('%s', (shell) => {
  const here = isInstalled(shell);
  const offers = (...words: string[]) => complete[shell](words).sort();

  test.skipIf(!here)('commands', () => {
    expect(offers('va')).toEqual(['validate']);
    expect(offers('turn', 'c')).toEqual(['check', 'credentials']);
    expect(offers('config', 's')).toEqual(['schema', 'show']);
  });

  test.skipIf(!here)('options, also behind other options and their values', () => {
    expect(offers('up', '--no')).toEqual(['--no-call', '--no-preflight']);
    expect(offers('--debug', 'turn', '-o', 'json', 'key', '--r')).toEqual(['--realm']);
  });

  test.skipIf(!here)('values of options and arguments', () => {
    expect(offers('init', '--template', 'm')).toEqual(['mesh']);
    expect(offers('status', '-o', 'w')).toEqual(['wide']);
    expect(offers('completion', 'z')).toEqual(['zsh']);
  });

  test.skipIf(!here)('files', () => {
    expect(offers('validate', '--file', 'stoa.y')).toEqual(['stoa.yaml']);
  });
});

test('bash is there: it is the shell that every system of ours has', () => {
  expect(isInstalled('bash')).toBe(true);
});
