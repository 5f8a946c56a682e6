import { spawnSync } from 'node:child_process';

/** Runs the benchmarks one after the other: `make bench`, or `node bench/run.ts turn probe`. */
const all = ['cli', 'turn', 'probe', 'fanout', 'join', 'move', 'up', 'apply'];
const wanted = process.argv.slice(2);

for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, [`${import.meta.dirname}/${name}/run.ts`], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
