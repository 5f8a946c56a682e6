import { spawnSync } from 'node:child_process';

/** Types, lint and format, each with its name, so that a failure says which of them it was. */
export const lintSteps: readonly (readonly [name: string, command: readonly string[]])[] = [
  ['types', ['tsc', '-p', 'tsconfig.json']],
  ['types of the web app', ['tsc', '-p', 'packages/meet/web/tsconfig.json']],
  ['lint', ['oxlint', '--type-aware', '--deny-warnings']],
  ['format', ['oxfmt', '--check', '.']],
];

export function runLint(): { passed: number; failed: number } {
  let failed = 0;
  for (const [name, [program, ...args]] of lintSteps) {
    const { status } = spawnSync(`node_modules/.bin/${program}`, args, { stdio: 'inherit' });
    console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`);
    if (status !== 0) failed += 1;
  }
  return { passed: lintSteps.length - failed, failed };
}

if (import.meta.main) process.exitCode = runLint().failed > 0 ? 1 : 0;
