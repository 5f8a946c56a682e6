import { mkdtempSync, rmSync } from 'node:fs';
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
  const suites = stage.filter(
    ({ name }) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)),
  );
  const alone = suites.length === 1;
  results.push(...(await Promise.all(suites.map((suite) => runSuite(suite, folder, alone)))));
}
rmSync(folder, { recursive: true });

for (const name of results.flatMap(({ unsteady }) => unsteady)) {
  console.log(`unsteady, passed the second time: ${relative(process.cwd(), name)}`);
}
const total = (key: 'passed' | 'failed' | 'skipped') => results.reduce((sum, result) => sum + result[key], 0);
console.log(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
process.exitCode = total('failed') > 0 ? 1 : 0;
