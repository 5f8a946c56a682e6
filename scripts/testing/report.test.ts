import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readReport, replaceResults } from './report.ts';

const folder = mkdtempSync(join(tmpdir(), 'stoa-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(testResults: unknown) {
  const path = join(folder, 'report.json');
  writeFileSync(path, JSON.stringify({ testResults }));
  return readReport(path);
}

const tests = (...states: readonly string[]) =>
  states.map((status, index) => ({ fullName: `test ${index}`, status }));

test('counts by file and names what failed', () => {
  const [result] = read([
    {
      name: 'a',
      status: 'failed',
      assertionResults: tests('passed', 'failed', 'skipped', 'todo', 'pending'),
    },
  ]);
  expect(result).toEqual({ file: 'a', passed: 1, failed: 1, skipped: 3, failures: ['test 1'] });
});

test('a file that broke outside its tests has failed', () => {
  const [result] = read([{ name: 'a', status: 'failed', assertionResults: tests('passed') }]);
  expect(result).toMatchObject({ passed: 1, failed: 1 });
});

test('a run that left no report is no success', () => {
  expect(() => readReport(join(folder, 'nothing.json'))).toThrow(/ENOENT/);
});

test('what ran again takes the place of what it was, and nothing else does', () => {
  const [a, b] = read([
    { name: 'a', status: 'failed', assertionResults: tests('failed') },
    { name: 'b', status: 'failed', assertionResults: tests('failed') },
  ]);
  const again = read([{ name: 'b', status: 'passed', assertionResults: tests('passed') }]);
  expect(replaceResults([a!, b!], again).map(({ failed }) => failed)).toEqual([1, 0]);
});
