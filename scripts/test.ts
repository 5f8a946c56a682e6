import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { lintSteps } from './lint.ts';

interface Run {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Where vitest writes its counts; a run without counts is one check, passed or failed. */
  readonly report: string | null;
}

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
}

const folder = mkdtempSync(join(tmpdir(), 'stoa-test-'));
const daemons = globSync('{packages,test}/**/*.daemons.test.ts', { exclude: ['**/node_modules/**'] });
/** Real servers, but nothing that a busy neighbour could disturb: no live media whose gaps are measured. */
const calm = ['packages/toolkit/src/turn', 'packages/toolkit/src/local'];
const below = (folder: string) => daemons.filter((file) => file.startsWith(`${folder}/`));

function suite(name: string, projects: readonly string[], more: readonly string[] = []): Run {
  const report = join(folder, `${name}.json`);
  const select = projects.flatMap((project) => ['--project', project]);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return { name, program: 'vitest', args: ['run', ...select, ...reporters, ...more], report };
}

/** One after the other, since there are two cores; the runs of one stage go side by side. */
const stages: readonly (readonly Run[])[] = [
  lintSteps.map(([name, [program = '', ...args]]) => ({ name, program, args, report: null })),
  [
    suite('unit', ['unit', 'golden']),
    ...calm.map((folder) => suite(`daemons-${basename(folder)}`, ['daemons'], below(folder))),
  ],
  [
    suite(
      'daemons',
      ['daemons'],
      daemons.filter((file) => !calm.some((folder) => below(folder).includes(file))),
    ),
  ],
  [suite('browser', ['browser'])],
  [suite('e2e', ['e2e'])],
];

/** Runs to the end; what runs alone writes as it goes, what has company is printed whole. */
function execute({ name, program, args }: Run, alone: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(`node_modules/.bin/${program}`, args, {
      stdio: ['ignore', alone ? 'inherit' : 'pipe', alone ? 'inherit' : 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    }
    child.on('error', (error) => (output += String(error)));
    child.on('close', (code) => {
      process.stdout.write(output);
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
      resolve(code === 0);
    });
  });
}

/** A suite that dies without a report, or with a broken test file, counts as a failure. */
function count({ report }: Run, ok: boolean): Totals {
  if (report === null) return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  try {
    const result = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
    const unnamed = !ok && result.numFailedTests === 0 ? 1 : 0;
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + unnamed,
      skipped: result.numPendingTests + result.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const wanted = process.argv.slice(2);
const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
for (const stage of stages) {
  const runs = stage.filter(
    ({ name }) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)),
  );
  const results = await Promise.all(
    runs.map(async (run) => count(run, await execute(run, runs.length === 1))),
  );
  for (const result of results) {
    totals.passed += result.passed;
    totals.failed += result.failed;
    totals.skipped += result.skipped;
  }
}
rmSync(folder, { recursive: true });
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed > 0 ? 1 : 0;
