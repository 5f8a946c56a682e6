import type { CheckReport, PreflightFinding, PreflightReport } from '@stoa/toolkit/preflight';
import { formatTable, oneLine, type Paint, type Style } from './printers/index.ts';

const styles: Readonly<Record<CheckReport['state'], Style>> = {
  ok: 'green',
  warning: 'yellow',
  error: 'red',
  skipped: 'dim',
};

/** A table of the checks, then every finding with its hint, then the count. */
export function formatPreflight(report: PreflightReport, paint: Paint): string {
  const table = formatTable<CheckReport>(
    [
      { title: 'CHECK', value: ({ name }) => name },
      { title: 'STATE', value: ({ state }) => state, paint: (cell, { state }) => paint(styles[state], cell) },
      { title: 'WHAT', value: ({ title, note }) => oneLine(note === null ? title : `${title}: ${note}`) },
    ],
    report.checks,
  );
  const findings = report.checks.flatMap((check) => check.findings);
  const lines = findings.map((finding) => formatOne(finding, paint));
  const gap = lines.length > 0 ? '\n' : '';
  return `${table}${gap}${lines.join('')}\n${summary(report)}\n`;
}

function formatOne({ severity, code, object, message, hint }: PreflightFinding, paint: Paint): string {
  const start = paint(severity === 'error' ? 'red' : 'yellow', `${severity}:`);
  const about = object === null ? '' : `${object}: `;
  const advice = hint === undefined ? '' : `\n  ${paint('dim', `hint: ${oneLine(hint)}`)}`;
  return `${start} ${oneLine(`${about}${message}`)} (${code})${advice}\n`;
}

function summary({ server, version, objects, errors, warnings }: PreflightReport): string {
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  const where = version === null ? server : `${server} (${version})`;
  return `${count(objects, 'object')} on ${where}: ${count(errors, 'error')}, ${count(warnings, 'warning')}`;
}
