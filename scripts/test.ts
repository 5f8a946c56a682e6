import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLint } from './lint.ts';

// One vitest run after the other: suites with real servers do not share two cores with anything else.
const runs = [['unit', 'golden'], ['daemons'], ['browser'], ['e2e']] as const;

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
}

/** Runs some vitest projects; a run that dies without a report, or with a broken test file, counts as a failure. */
function runSuites(projects: readonly string[], folder: string): Totals {
  const report = join(folder, `${projects.join('-')}.json`);
  const { status } = spawnSync(
    'node_modules/.bin/vitest',
    [
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { stdio: 'inherit' },
  );
  try {
    const result = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
    const brokenFile = status !== 0 && result.numFailedTests === 0 ? 1 : 0;
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + brokenFile,
      skipped: result.numPendingTests + result.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const wanted = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'stoa-test-'));
const totals: Totals = { skipped: 0, ...runLint() };
for (const projects of runs) {
  if (wanted.length > 0 && !projects.some((project) => wanted.includes(project))) continue;
  const result = runSuites(projects, folder);
  totals.passed += result.passed;
  totals.failed += result.failed;
  totals.skipped += result.skipped;
}
rmSync(folder, { recursive: true });
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed > 0 ? 1 : 0;
