import { expect, it } from 'vitest';
import { evidenceSchema } from '../evidence/index.ts';
import type { DrainView } from './drain-view.ts';
import { sfuDrainEvidence } from './sfu-drain-evidence.ts';

const spread = { p50: 40, p99: 90, max: 95 };
const view: DrainView = {
  sfu: 'janus-0',
  id: 'd1',
  state: 'drained',
  coordinator: 'meet-0',
  keptIn: 'redis',
  from: 0,
  events: [],
  totals: {
    rooms: 2,
    moved: 2,
    ended: 0,
    kept: 0,
    participants: 7,
    gapMs: { audio: spread, video: null },
    tookMs: spread,
  },
  cordoned: true,
  evidence: null,
  error: null,
};
const about = { platform: 'demo', startedAt: new Date(0), finishedAt: new Date(1_000) };
const evidenceOf = (own: Partial<DrainView>) =>
  evidenceSchema.parse(sfuDrainEvidence({ ...view, ...own }, about));

it('says what moved, and how long people heard or saw nothing', () => {
  const { ok, summary } = evidenceOf({});
  expect(ok).toBe(true);
  expect(summary).toEqual([
    'janus-0: 2 rooms moved with 7 participants, 0 ended by themselves, 0 stayed',
    'longest pauses: audio p50 40 ms, p99 90 ms, at most 95 ms',
  ]);
});

it('says of a drain that did not come to its end why, with what had moved by then', () => {
  const totals = { ...view.totals!, moved: 1, kept: 1 };
  const room = { room: 'board', outcome: 'kept' as const, to: null, tookMs: null, reason: 'no answer' };
  const events = [{ type: 'room' as const, room }];
  const { ok, summary, data } = evidenceOf({ state: 'timeout', totals, events });
  expect(ok).toBe(false);
  expect(summary[0]).toContain('1 rooms moved with 7 participants, 0 ended by themselves, 1 stayed');
  expect(summary.slice(-2)).toEqual([
    'it ended before janus-0 was empty: timeout',
    'board stayed: no answer',
  ]);
  expect(data).toMatchObject({ outcome: 'timeout', totals: { moved: 1, kept: 1 }, rooms: [room] });
});

it('says so when nothing is known of the rooms', () => {
  const { ok, summary } = evidenceOf({ state: 'failed', totals: null });
  expect(ok).toBe(false);
  expect(summary).toEqual([
    'janus-0: nothing is known of its rooms',
    'it ended before janus-0 was empty: failed',
  ]);
});

it('does not say of a drain that is still stopping that it ended', () => {
  const { ok, summary } = evidenceOf({ state: 'running' });
  expect(ok).toBe(false);
  expect(summary.at(-1)).toBe('it was told to stop, and had not when it was last looked at');
});

it('is not ok while a room stayed', () => {
  expect(evidenceOf({ totals: { ...view.totals!, kept: 1 } }).ok).toBe(false);
});
