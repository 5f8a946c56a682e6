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
  const lacking = await suite.prepare?.();
  if (lacking) return cannotRun(suite.name, lacking);
  const report = join(folder, `${suite.name}.json`);
  const { program, args, projects } = suite;
  const ok = await execute(program, projects ? [...args, ...reporters(report)] : args, alone);
  const first = projects ? resultsOf(report, ok) : null;
  const result = first ? await lookedAtTwice(suite, first, `${report}.again`, alone) : check(ok && !projects);
  console.log(`${result.failed === 0 ? 'ok    ' : 'FAILED'} ${suite.name}`);
  return result;
}

const reporters = (report: string) => [
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
];
const check = (ok: boolean): SuiteResult => ({ passed: +ok, failed: +!ok, skipped: 0, unsteady: [] });

/** A user is told and goes on without; in CI a suite that does not run has failed. */
function cannotRun(name: string, lacking: string): SuiteResult {
  const failed = process.env['CI'] === 'true' ? 1 : 0;
  console.log(`${failed ? 'FAILED' : 'not run:'} ${name}: ${lacking}`);
  return { passed: 0, failed, skipped: 1 - failed, unsteady: [] };
}

async function lookedAtTwice(
  { program, projects, live }: Suite,
  first: readonly FileResult[],
  report: string,
  alone: boolean,
): Promise<SuiteResult> {
  const files = first.filter(({ failed }) => failed > 0).map(({ file }) => file);
  if (!live || files.length === 0 || files.length > mostAgain) return { ...sum(first), unsteady: [] };
  console.log(`once more: ${files.join(', ')}`);
  const ok = await execute(program, ['run', ...(projects ?? []), ...files, ...reporters(report)], alone);
  const second = resultsOf(report, ok) ?? [];
  const ran = first.filter(({ file }) => second.some((result) => result.file === file));
  const fails = new Set(second.flatMap(failuresOf));
  const unsteady = ran.flatMap(failuresOf).filter((name) => !fails.has(name));
  return { ...sum(replaceResults(first, second)), unsteady };
}

const failuresOf = ({ file, failures }: FileResult) => failures.map((name) => `${file} > ${name}`);

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
