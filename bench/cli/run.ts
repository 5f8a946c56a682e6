import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** `stoa --help` with the system's Node as launcher, against that Node doing nothing. Goal: under 250 ms. */
const goalMs = 250;
const runs = 20;
const root = resolve(import.meta.dirname, '../..');
const path = (process.env['PATH'] ?? '')
  .split(':')
  .filter((folder) => !folder.includes('node_modules'))
  .join(':');
const env = { ...process.env, PATH: path };

function median(program: string, args: readonly string[]): number {
  const times = Array.from({ length: runs }, () => {
    const started = performance.now();
    const { status } = spawnSync(program, args, { cwd: root, env });
    if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed`);
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[runs / 2] ?? 0;
}

const bare = median('node', ['-e', '0']);
const help = median('bin/stoa', ['--help']);
const ratio = (help / goalMs).toFixed(2);
console.log(`cli --help: median ${help.toFixed(0)} ms of ${runs}, ${ratio} of the goal (${goalMs} ms)`);
console.log(
  `  ${(help / bare).toFixed(1)} times the start of the launcher's Node alone (${bare.toFixed(0)} ms)`,
);
