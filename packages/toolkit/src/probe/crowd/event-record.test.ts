import { describe, expect, it } from 'vitest';
import { crowdEvidence, describeEvent, isWhole } from './crowd-evidence.ts';
import { cutMs, recordEvent } from './event-record.ts';
import type { RoomWindow } from './room-window.ts';

type Person = RoomWindow['participants'][number];

function person(name: string, more: Partial<Person> = {}): Person {
  return {
    name,
    backend: 'meet-0',
    moves: 0,
    resumes: 0,
    relayMoves: 0,
    longestAwayMs: 0,
    rebuilt: 0,
    failure: null,
    ...more,
  };
}

function room(name: string, more: Partial<RoomWindow> = {}): RoomWindow {
  return {
    room: name,
    measuredMs: 4_000,
    sfu: { before: 'janus-0', after: 'janus-0' },
    participants: [person('a'), person('b')],
    streams: [
      { kind: 'audio', gapMs: 30, lost: 0, duplicates: 0 },
      { kind: 'video', gapMs: 60, lost: 0, duplicates: 0 },
    ],
    chat: { stored: 4, refused: 0, due: 8, delivered: 8, duplicated: 0 },
    lateMs: 3,
    ...more,
  };
}

function record(...after: RoomWindow[]) {
  const startedAt = new Date('2026-01-02T03:04:05Z');
  return recordEvent({ event: 'test', startedAt, tookMs: 12, before: [room('one')], after });
}

describe('an event over a crowd', () => {
  it('tells kept, moved and cut calls apart', () => {
    const moved = [
      person('a', { moves: 1 }),
      person('b', { resumes: 1 }),
      person('c', { rebuilt: 1 }),
      person('d', { relayMoves: 1 }),
      person('e'),
    ];
    const { calls, sessions } = record(room('one', { participants: moved }), room('two'));
    expect(calls).toEqual({ kept: 3, moved: 4, cut: 0 });
    expect(sessions).toEqual({ moves: 1, resumes: 1, rebuilt: 1, relayMoves: 1 });
  });

  it('counts a room on another SFU as moved, whatever its participants noticed', () => {
    const { calls } = record(room('one', { sfu: { before: 'janus-0', after: 'janus-1' } }));
    expect(calls).toEqual({ kept: 0, moved: 2, cut: 0 });
  });

  it('counts who is out as cut, and everybody of a room with a long pause', () => {
    const out = room('one', { participants: [person('a', { failure: 'gone', moves: 1 }), person('b')] });
    const long = room('two', { streams: [{ kind: 'audio', gapMs: cutMs + 1, lost: 0, duplicates: 0 }] });
    const found = record(out, long);
    expect(found.calls).toEqual({ kept: 1, moved: 0, cut: 3 });
    expect(found.failures).toEqual(['one/a: gone']);
    expect(isWhole(found)).toBe(false);
  });

  it('spreads the gaps of every stream by kind, beside those of the time before', () => {
    const gaps = (kind: 'audio' | 'video', ...all: number[]) =>
      all.map((gapMs) => ({ kind, gapMs, lost: 1, duplicates: 0 }));
    const { gapMs, baseGapMs, packets } = record(
      room('one', { streams: gaps('audio', 10, 20.4, 30) }),
      room('two', { streams: [...gaps('audio', 400), ...gaps('video', 7)] }),
    );
    expect(gapMs).toEqual({ audio: { p50: 30, p99: 400, max: 400 }, video: { p50: 7, p99: 7, max: 7 } });
    expect(baseGapMs.video).toEqual({ p50: 60, p99: 60, max: 60 });
    expect(packets).toEqual({ lost: 5, duplicated: 0 });
  });

  it.each([
    ['lost', { due: 8, delivered: 7, duplicated: 0 }, '1 lost, 0 doubled'],
    ['doubled', { due: 8, delivered: 8, duplicated: 2 }, '0 lost, 2 doubled'],
  ])('is not whole with a message %s', (_, chat, text) => {
    const found = record(room('one', { chat: { stored: 4, refused: 1, ...chat } }));
    expect(isWhole(found)).toBe(false);
    expect(describeEvent(found)).toContain(`4 messages stored, 1 refused, ${text}`);
  });

  it('becomes evidence that says in words what happened', () => {
    const good = record(room('one'));
    const evidence = crowdEvidence('demo', [good], new Date('2026-01-02T03:05:00Z'));
    expect(evidence).toMatchObject({ ok: true, operation: 'continuity', platform: 'demo' });
    expect(evidence.summary[1]).toBe(
      'test: 2 calls (2 kept, 0 moved, 0 cut) in 12 ms; audio gap 30/30/30 ms (before 30/30/30), ' +
        'video gap 60/60/60 ms (before 60/60/60), 0 packets lost; 4 messages stored, 0 refused, 0 lost, 0 doubled',
    );
    const bad = record(room('one', { participants: [person('a', { failure: 'gone' })] }));
    expect(crowdEvidence('demo', [good, bad]).ok).toBe(false);
  });
});
