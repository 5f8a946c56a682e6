import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { readReport, replaceResults } from './report.ts';
import type { FileResult } from './report.ts';
import type { Suite } from './suites.ts';

export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** `file > test` of what passed only when it was looked at once more. */
  readonly unsteady: readonly string[];
}

/** More files than these do not fail by chance. */
const mostAgain = 3;

/**
 * Runs a suite to its end; what runs alone writes as it goes, what has company is printed whole. In a live suite up
 * to three files that failed run once more (docs/adr/0012): what fails both times has failed, the rest is told.
 * @param folder for reports
 */
export async function runSuite(suite: Suite, folder: string, alone: boolean): Promise<SuiteResult> {
  const report = join(folder, `${suite.name}.json`);
  const ok = await execute(
    suite.program,
    suite.tests ? [...suite.args, ...reporters(report)] : suite.args,
    alone,
  );
  const result = suite.tests ? await counted(suite, report, ok, alone) : check(ok);
  console.log(`${result.failed === 0 ? 'ok    ' : 'FAILED'} ${suite.name}`);
  return result;
}

const reporters = (report: string) => [
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
];
const check = (ok: boolean): SuiteResult => ({ passed: +ok, failed: +!ok, skipped: 0, unsteady: [] });

async function counted(suite: Suite, report: string, ok: boolean, alone: boolean): Promise<SuiteResult> {
  const first = resultsOf(report, ok);
  if (first === null) return check(false);
  const failed = first.filter((result) => result.failed > 0);
  if (!suite.live || failed.length === 0 || failed.length > mostAgain) return { ...sum(first), unsteady: [] };
  console.log(`once more: ${failed.map(({ file }) => file).join(', ')}`);
  const again = join(`${report}.again`);
  const projects = suite.args.filter((arg, at) => arg.startsWith('--') || suite.args[at - 1] === '--project');
  const files = failed.map(({ file }) => file);
  const better = await execute(suite.program, ['run', ...projects, ...files, ...reporters(again)], alone);
  const second = resultsOf(again, better) ?? [];
  const stillFails = new Set(
    second.flatMap((result) => result.failures.map((name) => `${result.file} > ${name}`)),
  );
  const unsteady = failed
    .filter(({ file }) => second.some((result) => result.file === file))
    .flatMap(({ file, failures }) => failures.map((name) => `${file} > ${name}`))
    .filter((name) => !stillFails.has(name));
  return { ...sum(replaceResults(first, second)), unsteady };
}

/** Null: it died without a report, or failed for a reason that stands in none of its files. */
function resultsOf(report: string, ok: boolean): FileResult[] | null {
  try {
    const results = readReport(report);
    return ok || results.some(({ failed }) => failed > 0) ? results : null;
  } catch {
    return null;
  }
}

function sum(results: readonly FileResult[]): Omit<SuiteResult, 'unsteady'> {
  const of = (key: 'passed' | 'failed' | 'skipped') =>
    results.reduce((total, result) => total + result[key], 0);
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}

function execute(program: string, args: readonly string[], alone: boolean): Promise<boolean> {
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
      resolve(code === 0);
    });
  });
}
