import type { ProgressEvent } from '@stoa/toolkit/base';
import type { Finding } from '@stoa/toolkit/config';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeOut } from '../testing/fake-io.ts';
import {
  formatFindings,
  formatTable,
  jsonlPrinter,
  painter,
  plainPrinter,
  terminalPrinter,
} from './index.ts';

const events: ProgressEvent[] = [
  { type: 'notice', level: 'warn', message: 'no Redis', hint: 'apt-get install redis-server' },
  { type: 'step', id: 'a', title: 'Start components', state: 'start' },
  { type: 'step', id: 'b', title: 'Check ports', state: 'start' },
  { type: 'step', id: 'b', title: 'Check ports', state: 'done', ms: 950 },
  { type: 'step', id: 'a', title: 'Start components', state: 'progress', detail: 'janus-0\u001B[2J\n of 6' },
  { type: 'step', id: 'a', title: 'Start components', state: 'done', ms: 1_234, detail: '6 of 6' },
  { type: 'step', id: 'c', title: 'Old state', state: 'skipped', ms: 0, detail: 'none' },
  { type: 'notice', level: 'info', message: 'nearly there' },
  { type: 'step', id: 'd', title: 'A title that is far too long for a terminal this narrow', state: 'start' },
  { type: 'step', id: 'd', title: 'Call', state: 'failed', ms: 125_000, message: 'no media\nat all' },
];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const visible = (text: string) => text.replaceAll('\u001B', '␛');

test('plain lines', async () => {
  const out = fakeOut();
  const printer = plainPrinter(out);
  for (const event of events) printer.event(event);
  printer.close();
  await expect(out.text()).toMatchFileSnapshot('__golden__/plain.txt');
});

test('JSON lines', () => {
  const out = fakeOut();
  const printer = jsonlPrinter(out);
  for (const event of events) printer.event(event);
  expect(
    out
      .text()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual(events);
});

test('terminal', async () => {
  const out = fakeOut(true, 40);
  let time = 0;
  const printer = terminalPrinter(out, () => time);
  for (const event of events) {
    printer.event(event);
    time += 1_000;
    vi.advanceTimersByTime(80);
  }
  printer.close();
  await expect(visible(out.text())).toMatchFileSnapshot('__golden__/terminal.txt');
  const end = out.text().length;
  vi.advanceTimersByTime(1_000);
  expect(out.text()).toHaveLength(end);
});

test('a terminal that is closed in the middle keeps no running line and no timer', () => {
  const out = fakeOut(true);
  const printer = terminalPrinter(out, () => 0);
  printer.event({ type: 'step', id: 'a', title: 'Forever', state: 'start' });
  expect(vi.getTimerCount()).toBe(1);
  printer.close();
  expect(vi.getTimerCount()).toBe(0);
  expect(visible(out.text())).toMatch(/␛\[1A␛\[J$/);
});

test('table', async () => {
  interface Row {
    readonly name: string;
    readonly count?: number;
  }
  const rows: Row[] = [{ name: 'janus-0', count: 12 }, { name: 'ä', count: 12_345 }, { name: 'redis' }];
  const table = formatTable<Row>(
    [
      { title: 'NAME', value: ({ name }) => name },
      {
        title: 'COUNT',
        value: ({ count }) => count,
        align: 'right',
        paint: (cell) => painter(true)('red', cell),
      },
      { title: 'END', value: () => 'x' },
    ],
    rows,
  );
  await expect(visible(table)).toMatchFileSnapshot('__golden__/table.txt');
  expect(formatTable([{ title: 'NAME', value: () => '' }], [])).toBe('NAME\n');
});

test('findings', async () => {
  const findings: Finding[] = [
    {
      severity: 'error',
      code: 'CONFIG_WRONG_TYPE',
      file: 'stoa.yaml',
      line: 3,
      column: 9,
      path: 'meet.port',
      message: 'expected a number, found text',
      hint: 'write it without quotes',
    },
    {
      severity: 'warning',
      code: 'CONFIG_SECRET_INLINE',
      file: 'stoa.config.ts',
      line: null,
      column: null,
      path: '',
      message: 'the secret\nitself',
    },
  ];
  await expect(formatFindings(findings, painter(false))).toMatchFileSnapshot('__golden__/findings.txt');
});
