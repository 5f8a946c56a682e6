import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runSuite } from './testing/run-suite.ts';
import type { SuiteResult } from './testing/run-suite.ts';
import { stages } from './testing/suites.ts';

/** `node scripts/test.ts [NAME…]`: every suite, or those whose names start so. Ends with one line of counts. */
const wanted = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'stoa-test-'));
const results: SuiteResult[] = [];
for (const stage of stages) {
  const suites = stage.filter(({ name, onDemand }) =>
    wanted.length === 0 ? !onDemand : wanted.some((word) => name.startsWith(word)),
  );
  const alone = suites.length === 1;
  results.push(...(await Promise.all(suites.map((suite) => runSuite(suite, folder, alone)))));
}
rmSync(folder, { recursive: true });

for (const name of results.flatMap(({ unsteady }) => unsteady)) {
  console.log(`unsteady, passed the second time: ${relative(process.cwd(), name)}`);
}
const total = (key: 'passed' | 'failed' | 'skipped') => results.reduce((sum, result) => sum + result[key], 0);
const counts = [total('passed'), total('failed'), total('skipped')] as const;
const line = `${counts[0]} passed, ${counts[1]} failed, ${counts[2]} skipped`;
// A run of several commands (.ci/run) adds them up itself and has the last word.
const sums = process.env['STOA_TEST_TOTALS'];
if (sums) appendFileSync(sums, `${counts.join(' ')}\n`);
console.log(sums ? `so far in this part: ${line}` : line);
process.exitCode = total('failed') > 0 ? 1 : 0;
