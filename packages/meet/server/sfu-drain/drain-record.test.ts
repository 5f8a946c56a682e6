import { describe, expect, it } from 'vitest';
import { sfuDrainEvidence, sfuDrainTotals, spreadOf } from './drain-record.ts';
import type { DrainedRoom, SfuDrainRecord } from './drain-record.ts';

const moved: DrainedRoom = {
  room: 'a',
  outcome: 'moved',
  attempts: 2,
  to: 'janus-1',
  tookMs: 450,
  reason: 'a connection broke',
  participants: [
    { participant: 'p00000001', audio: 30, video: 60 },
    { participant: 'p00000002', audio: 50, video: null },
  ],
};
const none = { attempts: 1, to: null, tookMs: null, participants: [] };
const kept: DrainedRoom = { ...none, room: 'b', outcome: 'kept', reason: 'not ready' };
const ended: DrainedRoom = { ...none, room: 'c', outcome: 'ended', reason: null };

const record = (rooms: DrainedRoom[], outcome: SfuDrainRecord['outcome'] = 'drained'): SfuDrainRecord => ({
  id: 'ab12',
  sfu: 'janus-0',
  outcome,
  startedAt: new Date('2026-01-02T03:04:05.000Z'),
  finishedAt: new Date('2026-01-02T03:04:07.500Z'),
  timeoutMs: 120_000,
  rooms,
  sessionsLeft: 0,
  coordinators: ['meet-0'],
});

describe('spreadOf', () => {
  it('is nothing of nothing, and values that were there otherwise', () => {
    expect(spreadOf([])).toBeNull();
    expect(spreadOf([7])).toEqual({ p50: 7, p99: 7, max: 7 });
    expect(spreadOf([3, 1, 2, 4])).toEqual({ p50: 2, p99: 4, max: 4 });
    const hundred = Array.from({ length: 200 }, (_, n) => n + 1);
    expect(spreadOf(hundred)).toEqual({ p50: 100, p99: 198, max: 200 });
  });
});

describe('the evidence of a drain of an SFU', () => {
  it('counts rooms and pauses', () => {
    expect(sfuDrainTotals(record([moved, kept, ended]))).toEqual({
      rooms: 3,
      moved: 1,
      ended: 1,
      kept: 1,
      participants: 2,
      gapMs: { audio: { p50: 30, p99: 50, max: 50 }, video: { p50: 60, p99: 60, max: 60 } },
      tookMs: { p50: 450, p99: 450, max: 450 },
    });
  });

  it('is good only when no room is left there', () => {
    const ok = (rooms: DrainedRoom[], outcome?: SfuDrainRecord['outcome']) =>
      sfuDrainEvidence(record(rooms, outcome), 'demo').ok;
    expect([ok([moved, ended]), ok([]), ok([moved, kept], 'timeout'), ok([moved], 'cancelled')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('says in words what happened, and why a room stayed', () => {
    const { id, summary, data } = sfuDrainEvidence(record([moved, kept], 'timeout'), 'demo');
    expect(id).toMatch(/^20260102t030405z-drain-sfu-janus-0-ab12$/);
    expect(summary).toEqual([
      'the drain of janus-0 took 2.5 s and ended as timeout: 2 rooms',
      '1 moved with 2 participants, 0 ended by themselves, 1 stayed',
      'pauses as the participants report them: audio p50 30 ms, p99 50 ms, at most 50 ms; video p50 60 ms, p99 60 ms, at most 60 ms',
      'b: not ready',
    ]);
    expect(data).toMatchObject({ sfu: 'janus-0', outcome: 'timeout', sessionsLeft: 0 });
  });
});
