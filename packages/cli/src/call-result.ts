import { writeEvidence } from '@stoa/toolkit/evidence';
import { callEvidence, describeCall, type CallReport, type CallRow } from '@stoa/toolkit/probe';
import { formatTable, oneLine, type Column, type Paint } from './printers/index.ts';

/** Keeps the call as evidence and returns the file's path. */
export async function keepCall(report: CallReport, platform: string, dir: string): Promise<string> {
  return await writeEvidence(dir, callEvidence(report, platform));
}

/** The call as a table, then what went wrong. */
export function formatCall(report: CallReport, paint: Paint): string {
  const problems = report.problems.map(({ code, participant, message, hint }) => {
    const who = participant === null ? '' : `${participant}: `;
    const advice = hint === null ? '' : `\n  ${paint('dim', `hint: ${oneLine(hint)}`)}`;
    return `${paint('red', 'problem:')} ${who}${oneLine(message)} (${code})${advice}\n`;
  });
  return `${formatTable(columns(paint), describeCall(report))}${problems.length > 0 ? '\n' : ''}${problems.join('')}`;
}

function columns(paint: Paint): Column<CallRow>[] {
  return [
    { title: 'PARTICIPANT', value: (row) => row.participant },
    { title: 'PATH', value: (row) => row.path },
    {
      title: 'RESULT',
      value: (row) => (row.ok ? 'ok' : 'failed'),
      paint: (cell, row) => paint(row.ok ? 'green' : 'red', cell),
    },
    { title: 'JOIN', value: (row) => row.join, align: 'right' },
    { title: 'PACKETS', value: (row) => row.packets, align: 'right' },
    { title: 'LOSS', value: (row) => row.loss, align: 'right' },
    { title: 'PAUSE', value: (row) => row.gap, align: 'right' },
    { title: 'RTT', value: (row) => row.rtt, align: 'right' },
    { title: 'NOMINATED', value: (row) => row.candidates },
  ];
}
