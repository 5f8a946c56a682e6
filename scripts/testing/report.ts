import { readFileSync } from 'node:fs';

/** What one test file came to. */
export interface FileResult {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Names of the tests that failed. */
  readonly failures: readonly string[];
}

/** The part of vitest's JSON report that counts. */
interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/**
 * Results by file. A file that broke outside its tests counts as one failure.
 * @throws when there is no such report, as after a run that died
 */
export function readReport(path: string): FileResult[] {
  const { testResults } = JSON.parse(readFileSync(path, 'utf8')) as VitestReport;
  return testResults.map(({ name, status, assertionResults: tests }) => {
    const failures = tests.filter((test) => test.status === 'failed').map((test) => test.fullName);
    const broken = status === 'failed' && failures.length === 0 ? ['(the file itself)'] : [];
    return {
      file: name,
      passed: tests.filter((test) => test.status === 'passed').length,
      failed: failures.length + broken.length,
      skipped: tests.filter((test) => ['pending', 'skipped', 'todo'].includes(test.status)).length,
      failures: [...failures, ...broken],
    };
  });
}

/** Files that ran again take the place of their first results. */
export function replaceResults(first: readonly FileResult[], again: readonly FileResult[]): FileResult[] {
  return first.map((before) => again.find((after) => after.file === before.file) ?? before);
}
