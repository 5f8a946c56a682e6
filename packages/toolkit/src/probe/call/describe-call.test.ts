import { describe, expect, it } from 'vitest';
import { evidenceSchema } from '../../evidence/index.ts';
import type { ParticipantStats } from '../participant/index.ts';
import { buildReport, type CallFigures } from './_build-report.ts';
import { callColumns, callEvidence, describeCall } from './describe-call.ts';
import { planCall } from './options.ts';
import { callReportJsonSchema, callReportSchema } from './report.ts';

const remote = { type: 'host', protocol: 'udp', address: '192.0.2.7', port: 20_000 };
const server = { relayProtocol: 'tls', relayServer: 'turn.example.org:5349' };
const relayed = {
  local: { type: 'relay', protocol: 'udp', address: '192.0.2.8', port: 30_000, ...server },
  remote,
  rttMs: 12.34,
};

function stats(name: 'direct' | 'tls', change: Partial<ParticipantStats> = {}): ParticipantStats {
  const from = name === 'direct' ? 'tls' : 'direct';
  const counts = { packets: 150, lost: 0, duplicates: 0, reordered: 0 };
  const times = {
    largestGapMs: 30,
    gapsMs: [],
    jitterMs: 1,
    delayMs: { min: 1, mean: 2, max: 3 },
    firstMs: 400,
  };
  return {
    name,
    path: name,
    participant: `p-${name}`,
    backend: 'meet-0',
    mode: 'sfu',
    welcomeMs: 20,
    connectedMs: 300,
    connections: [{ role: 'publish', peer: null, state: 'connected', pair: name === 'tls' ? relayed : null }],
    streams: [
      { from: `p-${from}`, kind: 'audio', ...counts, ...times },
      { from: `p-${from}`, kind: 'video', ...counts, packets: 75, ...times, firstMs: 500 },
      { from: 'p-somebody-else', kind: 'audio', ...counts, ...times },
    ],
    sent: { audio: 150, video: 75 },
    unstamped: 3,
    resumes: 0,
    longestAwayMs: 0,
    moves: 0,
    rebuilt: 0,
    ...change,
  };
}

function figures(change: Partial<CallFigures> = {}, tls: Partial<ParticipantStats> = {}): CallFigures {
  return {
    plan: planCall({ urls: ['https://meet.example.org'], room: 'room', paths: ['direct', 'tls'] }),
    startedAt: new Date('2026-11-21T07:00:00Z'),
    measuredMs: 3_000.4,
    eventLoopDelayMs: { p99: 1.2, max: 5.6 },
    participants: [
      { name: 'direct', stats: stats('direct') },
      { name: 'tls', stats: stats('tls', tls) },
    ],
    failed: [],
    others: 1,
    ...change,
  };
}

describe('buildReport', () => {
  it('makes a report that fits its schema, with a row for each ordered pair and kind', () => {
    const report = buildReport(figures(), new Date('2026-11-21T07:00:09Z'));
    expect(callReportSchema.parse(report)).toEqual(report);
    expect(report).toMatchObject({
      ok: true,
      mode: 'sfu',
      measuredMs: 3_000,
      others: { participants: 1, packets: 6 },
    });
    expect(report.streams.map(({ from, to, kind }) => `${from} ${to} ${kind}`)).toEqual([
      'tls direct audio',
      'tls direct video',
      'direct tls audio',
      'direct tls video',
    ]);
    expect(report.participants.map(({ joinMs }) => joinMs)).toEqual([500, 500]);
  });

  it('has a row, and a problem, also where nothing came', () => {
    const report = buildReport(figures({}, { streams: [] }));
    expect(report.streams.filter(({ to }) => to === 'tls')).toMatchObject([
      { packets: 0, largestGapMs: 3_000, firstMs: null },
      { packets: 0, largestGapMs: 3_000, firstMs: null },
    ]);
    expect(report.problems.map(({ code }) => code)).toEqual(['CALL_NO_MEDIA', 'CALL_NO_MEDIA']);
    expect(report.participants[1]?.joinMs).toBeNull();
  });

  it('leaves the streams of those who failed out', () => {
    const failed = [{ code: 'CALL_NO_RELAY', participant: 'tls', message: 'none', hint: 'x' }];
    const nobody = { participant: null, backend: null, mode: null, streams: [], connections: [] };
    const report = buildReport(figures({ failed }, nobody));
    expect(report.streams).toEqual([]);
    expect(report.problems).toEqual(failed);
    expect(report.ok).toBe(false);
  });

  it('is described by a JSON Schema', () => {
    expect(callReportJsonSchema).toMatchObject({
      type: 'object',
      required: expect.arrayContaining(['ok', 'problems']),
    });
  });
});

describe('describeCall', () => {
  it('gives one row for each participant, with what it received', () => {
    const rows = describeCall(buildReport(figures()));
    expect(rows[1]).toEqual({
      participant: 'tls',
      path: 'tls',
      join: '500 ms',
      candidates: 'relay/tls turn.example.org:5349 → host 192.0.2.7',
      packets: '225',
      loss: '0.00 %',
      gap: '30 ms',
      rtt: '12.3 ms',
      ok: true,
    });
    expect(rows[0]).toMatchObject({ candidates: '–', rtt: '–', ok: true });
    for (const column of callColumns) expect(rows[0]).toHaveProperty(column);
  });

  it('has something to show for who never got in', () => {
    const failed = [{ code: 'CALL_NO_RELAY', participant: 'tls', message: 'none', hint: null }];
    const nobody = { participant: null, streams: [], connections: [] };
    expect(describeCall(buildReport(figures({ failed }, nobody)))[1]).toMatchObject({
      join: '–',
      candidates: '–',
      packets: '0',
      loss: '–',
      gap: '–',
      ok: false,
    });
  });
});

describe('callEvidence', () => {
  it('is evidence, with the report as its data and every problem in the summary', () => {
    const good = callEvidence(buildReport(figures()), 'home');
    expect(evidenceSchema.parse(good)).toMatchObject({ operation: 'call', platform: 'home', ok: true });
    expect(good.id).toMatch(/^20261121t070000z-call-[0-9a-f]{4}$/);
    expect(good.summary[0]).toContain('2 participants in room room, paths direct, tls');
    const bad = callEvidence(buildReport(figures({}, { streams: [] })), 'home');
    expect(bad.ok).toBe(false);
    expect(bad.summary.filter((line) => line.startsWith('CALL_NO_MEDIA tls: '))).toHaveLength(2);
  });
});
