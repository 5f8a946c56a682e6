import { describe, expect, it } from 'vitest';
import { by, join, people, run } from './_people.ts';
import { dueMove } from './due-move.ts';
import { emptyState } from './room-state.ts';

const session = { sfu: 's0', session: 1, publisher: 2, subscriber: 3, feed: 4 };
const sfus = (...up: string[]) => ({ up, choice: up[0] ?? null });
const room = run(run(emptyState('r'), join(people.host)), { type: 'session', ...by(people.host), session });
const moving = run(room, { type: 'begin', from: 's0' }, { sfus: { ...sfus('s0', 's1'), open: ['s1'] } });
const leg = moving.move?.leg ?? 0;
const policy = { moveMs: 500, standby: false };

it('leaves rooms alone that are where they should be', () => {
  expect(dueMove(room, { now: 1_000, sfus: sfus('s0') }, policy)).toBeUndefined();
  expect(dueMove(moving, { now: 1_499, sfus: sfus('s0', 's1') }, policy)).toBeUndefined();
  expect(dueMove(emptyState('r'), { now: 1_000, sfus: sfus() }, policy)).toBeUndefined();
  const mesh = run(emptyState('r'), join(people.host), { sfus: sfus() });
  expect(dueMove(mesh, { now: 1_000, sfus: sfus('s0') }, policy)).toBeUndefined();
});

it('leaves an SFU that is gone, whatever else is under way', () => {
  expect(dueMove(room, { now: 1_000, sfus: sfus('s1') }, policy)).toEqual({ type: 'move', from: 's0' });
  expect(dueMove(moving, { now: 9_000, sfus: sfus('s1') }, policy)).toEqual({ type: 'move', from: 's0' });
});

it('gives up a target that is gone, and a move that takes too long, with the names of those who are late', () => {
  const gone = dueMove(moving, { now: 1_000, sfus: sfus('s0') }, policy);
  expect(gone).toEqual({ type: 'drop', leg, reason: 'the SFU s1 is gone' });
  const late = dueMove(moving, { now: 1_500, sfus: sfus('s0', 's1') }, policy);
  expect(late).toEqual({ type: 'drop', leg, reason: `not ready within 500 ms: ${people.host}` });
});

describe('a leg in reserve', () => {
  const standby = { moveMs: 500, standby: true };
  const published = { type: 'published', ...by(people.host), feed: 4, kinds: ['audio'] } as const;
  const calling = run(room, published);
  const both = { ...sfus('s0', 's1'), open: ['s0', 's1'] };
  const begin = { type: 'begin', from: 's0', standby: true } as const;
  const held = run(calling, begin, { sfus: both });

  it('is wanted where the configuration says so, there is media, and another SFU takes it', () => {
    expect(dueMove(calling, { now: 1_000, sfus: both }, standby)).toEqual(begin);
    expect(dueMove(calling, { now: 1_000, sfus: both }, policy)).toBeUndefined();
    expect(dueMove(room, { now: 1_000, sfus: both }, standby)).toBeUndefined();
    expect(dueMove(calling, { now: 1_000, sfus: { ...both, open: ['s0'] } }, standby)).toBeUndefined();
    expect(dueMove(calling, { now: 1_000, sfus: sfus('s0') }, standby)).toBeUndefined();
  });

  it('has no deadline, and ends with a cordon or the death of its SFU', () => {
    expect(dueMove(held, { now: 9_000, sfus: both }, standby)).toBeUndefined();
    const cordoned = dueMove(held, { now: 9_000, sfus: { ...both, open: ['s0'] } }, standby);
    expect(cordoned).toEqual({ type: 'drop', leg: held.move?.leg, reason: 'the SFU s1 is cordoned' });
    const gone = dueMove(held, { now: 9_000, sfus: sfus('s0') }, standby);
    expect(gone).toEqual({ type: 'drop', leg: held.move?.leg, reason: 'the SFU s1 is gone' });
  });
});
