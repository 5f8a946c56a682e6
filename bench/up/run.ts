import { freshClone } from '../../test/support/fresh-clone.ts';

/**
 * Fresh clone → verified call, cold (empty npm cache, nothing installed in the clone) and warm (`make up` again).
 * Goals: cold under 60 s without system packages to install, warm under 5 s. STOA_BENCH_RUNS repeats it.
 */
const runs = Number(process.env['STOA_BENCH_RUNS'] ?? '1');
const goals = { cold: 60, warm: 5 };

for (let index = 0; index < runs; index += 1) {
  await using clone = await freshClone();
  const cold = await clone.run('make', ['up']);
  const warm = await clone.run('make', ['up']);
  for (const [name, result] of [
    ['cold', cold],
    ['warm', warm],
  ] as const) {
    const seconds = result.ms / 1_000;
    const ratio = (seconds / goals[name]).toFixed(2);
    console.log(
      `up ${name}: ${seconds.toFixed(1)} s, ${ratio} of the goal (${goals[name]} s), exit code ${result.code}`,
    );
    if (result.code !== 0) console.log(result.output.slice(-3_000));
  }
}
