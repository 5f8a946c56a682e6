import { describe, expect, it } from 'vitest';
import { by, context, join, keepChat, outcome, people, run } from './_people.ts';
import type { Command, Context } from './commands.ts';
import { decide } from './decide.ts';
import { evolveAll } from './evolve.ts';
import { unready } from './migration.ts';
import { emptyState, type RoomState } from './room-state.ts';

const { host: ann, other: bob, participant: cem } = people;
const both: Partial<Context> = { sfus: { up: ['s0', 's1'], choice: 's0', open: ['s0', 's1'] } };
const cordoned: Partial<Context> = { sfus: { up: ['s0', 's1'], choice: 's1', open: ['s1'] } };
const dead: Partial<Context> = { sfus: { up: ['s1'], choice: 's1', open: ['s1'] } };
const begin: Command = { type: 'begin', from: 's0' };
const grace = { type: 'reap', dead: [], graceMs: 60_000 } as const;

const session = (sfu: string, feed: number) => ({ sfu, session: feed, publisher: 2, subscriber: 3, feed });

/** Brings somebody's media up; with `leg` on the one that is being prepared. */
function publish(state: RoomState, id: string, sfu: string, feed: number, leg?: number): RoomState {
  const stored = run(state, { type: 'session', ...by(id), session: session(sfu, feed), leg });
  return run(stored, { type: 'published', ...by(id), feed, kinds: ['audio', 'video'], leg });
}

const legOf = (state: RoomState) => state.move?.leg ?? 0;

/** Ann and Bob in a call on s0, and the room on its way to s1. */
function moving(): RoomState {
  const room = [ann, bob].reduce((at, id) => run(at, join(id), both), emptyState('r'));
  const calling = publish(publish(room, ann, 's0', 10), bob, 's0', 11);
  return run(calling, begin, cordoned);
}

const ready = (state: RoomState, id: string): RoomState =>
  run(state, { type: 'switched', ...by(id), leg: legOf(state) });

/** Both have media on the new leg, and Ann is ready. */
function almost(): RoomState {
  const state = moving();
  const leg = legOf(state);
  return ready(publish(publish(state, ann, 's1', 20, leg), bob, 's1', 21, leg), ann);
}

describe('a room that moves', () => {
  it('prepares a leg whose number is above every placement, and changes nothing else', () => {
    const state = moving();
    expect(state.move).toEqual({ sfu: 's1', leg: state.view.version, at: 1_000, standby: false });
    expect(state.placement).toEqual({ sfu: 's0', version: 1 });
    expect(state.view.sfu).toBe('s0');
    expect(unready(state).map(({ id }) => id)).toEqual([ann, bob]);
    expect(outcome(state, begin, cordoned)).toBe('');
  });

  it('switches in the same append in which the last one is ready, with the publications there', () => {
    const state = almost();
    const leg = legOf(state);
    expect(state.view.sfu).toBe('s0');
    expect(state.seats[ann]).toMatchObject({ feed: 10, next: { feed: 20, switched: true } });
    const last: Command = { type: 'switched', ...by(bob), leg, gapMs: { audio: 20, video: null } };
    expect(outcome(state, last)).toBe('switched placed published published');
    const after = run(state, last);
    expect(after).toMatchObject({ placement: { sfu: 's1', version: leg }, move: null });
    expect(after.view.participants.map(({ published }) => published)).toEqual([
      ['audio', 'video'],
      ['audio', 'video'],
    ]);
    expect(after.seats[bob]).toMatchObject({ feed: 21, next: null, session: { sfu: 's1', session: 21 } });
    // Said twice is said once; said of an older leg is refused.
    expect(outcome(after, last)).toBe('');
    expect(outcome(after, { ...last, leg: 3 })).toBe('stale-leg');
  });

  it('waits until what is published here is published there', () => {
    const state = moving();
    const leg = legOf(state);
    const said = ready(ready(publish(state, ann, 's1', 20, leg), ann), bob);
    expect(unready(said).map(({ id }) => id)).toEqual([bob]);
    const stored = run(said, { type: 'session', ...by(bob), session: session('s1', 21), leg });
    const audio: Command = { type: 'published', ...by(bob), feed: 21, kinds: ['audio'], leg };
    expect(outcome(stored, audio)).toBe('leg-published');
    expect(outcome(stored, { ...audio, kinds: ['audio', 'video'] })).toBe(
      'leg-published placed published published',
    );
    const gone = run(said, { type: 'leave', ...by(bob) });
    expect(gone).toMatchObject({ placement: { sfu: 's1' }, move: null });
  });

  it('does not wait for those who have no media yet', () => {
    const state = run(almost(), join(cem), cordoned);
    expect(unready(state).map(({ id }) => id)).toEqual([bob]);
    const after = ready(state, bob);
    expect(after.placement?.sfu).toBe('s1');
    expect(after.seats[cem]).toMatchObject({ session: null, feed: null });
    const idle = run(run(emptyState('r'), join(ann), both), begin, cordoned);
    expect(idle).toMatchObject({ placement: { sfu: 's1' }, move: null });
  });

  it('stays where it is when a connection breaks or comes back in the middle', () => {
    const state = almost();
    const breaks: Command = { ...grace, broken: [by(bob)] };
    for (const command of [breaks, { type: 'resume', tokenHash: `hash-${bob}`, backend: 'm1' } as const]) {
      const after = run(state, command);
      expect(after.move).toBeNull();
      expect(after.placement).toEqual(state.placement);
      expect(after.seats[ann]).toEqual({ ...state.seats[ann], next: null });
      expect(after.seats[bob]).toMatchObject({ feed: 11, session: { sfu: 's0' }, next: null });
    }
    expect(outcome(run(state, breaks), begin, cordoned)).toBe('sfu-unavailable');
  });

  it('stays when it is told to, and then knows nothing of that leg', () => {
    const state = almost();
    const leg = legOf(state);
    const drop: Command = { type: 'drop', leg, reason: 'the target is gone' };
    const after = run(state, drop);
    expect(after).toMatchObject({ move: null, placement: state.placement });
    expect(outcome(after, drop)).toBe('');
    expect(outcome(after, { type: 'switched', ...by(bob), leg })).toBe('stale-leg');
    expect(outcome(after, { type: 'session', ...by(bob), session: session('s1', 30), leg })).toBe(
      'sfu-unavailable',
    );
    expect(outcome(after, { type: 'published', ...by(bob), feed: 21, kinds: ['audio'], leg })).toBe(
      'sfu-unavailable',
    );
    const again = run(after, begin, cordoned);
    expect(legOf(again)).toBeGreaterThan(leg);
  });

  it('goes to the prepared leg at once when its SFU dies, and anew where there is none', () => {
    const state = almost();
    const off: Command = { type: 'move', from: 's0' };
    const after = run(state, off, dead);
    expect(after).toMatchObject({ move: null, placement: { sfu: 's1', version: legOf(state) } });
    expect(after.seats[bob]).toMatchObject({ feed: 21, session: { session: 21 } });
    const come = run(state, join(cem), dead);
    expect(come.placement).toEqual(after.placement);
    const nowhere = { sfus: { up: [], choice: null, open: [] } };
    expect(outcome(state, off, nowhere)).toBe('');
    const third = { sfus: { up: ['s2'], choice: 's2', open: ['s2'] } };
    const anew = run(state, off, third);
    expect(anew).toMatchObject({ move: null, placement: { sfu: 's2', version: anew.view.version } });
    expect(anew.seats[ann]).toMatchObject({ session: null, feed: null, next: null });
  });

  it('ends with its people', () => {
    const alone = run(almost(), { type: 'leave', ...by(ann) });
    const decision = decide(alone, { type: 'leave', ...by(bob) }, context());
    if (!decision.ok) throw new Error(decision.message);
    expect(decision.events.map(({ type }) => type)).toEqual(['left', 'migration-dropped']);
    expect(evolveAll(alone, decision.events, keepChat).move).toBeNull();
  });

  it('is refused where no other SFU takes rooms, and needless elsewhere', () => {
    const room = run(emptyState('r'), join(ann), both);
    const only = { sfus: { up: ['s0'], choice: null, open: [] } };
    expect(outcome(room, begin, only)).toBe('sfu-unavailable');
    expect(outcome(room, begin, { sfus: { up: ['s0'], choice: 's0' } })).toBe('sfu-unavailable');
    expect(outcome(room, { type: 'begin', from: 's1' }, both)).toBe('');
    expect(outcome(emptyState('r'), begin, both)).toBe('');
    expect(outcome(emptyState('q'), join(ann), only)).toBe('sfu-unavailable');
  });

  it('holds a leg in reserve, which a drain replaces by one to switch to', () => {
    const room = publish(run(emptyState('r'), join(ann), both), ann, 's0', 10);
    const reserve = run(room, { type: 'begin', from: 's0', standby: true }, both);
    const leg = legOf(reserve);
    const warm = ready(publish(reserve, ann, 's1', 20, leg), ann);
    expect(warm).toMatchObject({ placement: { sfu: 's0' }, move: { standby: true } });
    // A new connection loses its own part of it only.
    const back = run(warm, { type: 'resume', tokenHash: `hash-${ann}`, backend: 'm1' });
    expect(back).toMatchObject({ move: { leg }, seats: { [ann]: { next: null } } });
    expect(run(warm, { type: 'move', from: 's0' }, dead)).toMatchObject({
      placement: { sfu: 's1', version: leg },
      seats: { [ann]: { feed: 20 } },
    });
    const drained = run(warm, begin, cordoned);
    expect(legOf(drained)).toBeGreaterThan(leg);
    expect(drained).toMatchObject({ move: { standby: false }, seats: { [ann]: { next: null } } });
  });
});
