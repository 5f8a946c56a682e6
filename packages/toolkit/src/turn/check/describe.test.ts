import { expect, test } from 'vitest';
import { describeTurnReport } from './describe.ts';
import type { TurnReport, TurnUrlReport } from './report.ts';

const good: TurnUrlReport = {
  url: 'turn:turn.example.org:3478?transport=udp',
  ok: true,
  relayed: { address: '203.0.113.1', port: 50_000 },
  alternates: [],
  timings: { allocate: 12.345 },
  paths: {
    relayToRelay: {
      sent: 50,
      received: 50,
      perSecond: 100,
      p50Us: 950,
      p90Us: 2_000,
      p99Us: 12_345,
      maxUs: 13_000,
    },
    relayFirst: { sent: 0, there: 0, back: 0, skipped: 'behind a NAT' },
    peerFirst: { sent: 10, there: 10, back: 9 },
  },
  permissions: [],
  findings: [{ code: 'TURN_SECRET_SHORT', severity: 'warning', message: 'short' }],
};
const bad: TurnUrlReport = {
  url: 'turns:turn.example.org:5349?transport=tcp',
  ok: false,
  alternates: [],
  timings: {},
  paths: {},
  permissions: [],
  findings: [
    { code: 'TURN_TLS_EXPIRES_SOON', severity: 'warning', message: 'soon' },
    { code: 'TURN_TLS_WRONG_NAME', severity: 'error', message: 'name' },
  ],
};
const report: TurnReport = {
  schema: 'stoa.turn-check/v1',
  ok: false,
  startedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 1,
  urls: [good, bad],
};

test('one row a URL, as wide as the heading; the first error is the result', () => {
  const { columns, rows } = describeTurnReport(report);
  expect(rows).toEqual([
    [good.url, 'ok', '203.0.113.1:50000', '12.3 ms', '50/50', '950 µs', '12.3 ms', 'skipped', '10/10 ↔ 9/10'],
    [bad.url, 'TURN_TLS_WRONG_NAME', '-', '-', '-', '-', '-', '-', '-'],
  ]);
  for (const row of rows) expect(row).toHaveLength(columns.length);
});

test('findings come with their URL, errors first', () => {
  expect(describeTurnReport(report).findings.map(({ url, code }) => [code, url])).toEqual([
    ['TURN_TLS_WRONG_NAME', bad.url],
    ['TURN_SECRET_SHORT', good.url],
    ['TURN_TLS_EXPIRES_SOON', bad.url],
  ]);
});
