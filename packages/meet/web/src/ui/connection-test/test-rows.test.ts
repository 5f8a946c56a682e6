import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { TestState } from '../../connection-test/index.ts';
import { texts } from '../../texts/index.ts';
import { TestRows } from './connection-test-dialog.tsx';

const t = texts.connectionTest;

function rows(change: Partial<TestState>): string {
  const state: TestState = {
    phase: 'done',
    failure: null,
    rows: {
      stun: { state: 'blocked', reason: 'unreachable' },
      udp: { state: 'ok', rttMs: 12.4 },
      tcp: { state: 'blocked', reason: 'refused' },
      tls: { state: 'not-offered' },
    },
    bandwidth: { way: 'udp', bitrate: 812_000 },
    ...change,
  };
  return renderToStaticMarkup(createElement(TestRows, { state }));
}

test('each way has its result and what it means', () => {
  const html = rows({});
  for (const text of [
    t.rtt(12),
    t.good.udp,
    t.bad.stun,
    t.bad.refused,
    t.bad['not-offered'],
    '812 kbit/s',
    t.grades.fair,
  ]) {
    expect(html).toContain(text);
  }
  expect(html).not.toContain(t.bad.unreachable);
});

test('a bandwidth that could not be measured is said, not left to wait', () => {
  expect(rows({ bandwidth: null })).toContain(t.noBandwidth);
  expect(rows({ bandwidth: null, phase: 'running' })).not.toContain(t.noBandwidth);
});
