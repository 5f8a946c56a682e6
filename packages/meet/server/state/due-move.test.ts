import { expect, it } from 'vitest';
import { by, join, people, run } from './_people.ts';
import { dueMove } from './due-move.ts';
import { emptyState } from './room-state.ts';

const session = { sfu: 's0', session: 1, publisher: 2, subscriber: 3, feed: 4 };
const sfus = (...up: string[]) => ({ up, choice: up[0] ?? null });
const room = run(run(emptyState('r'), join(people.host)), { type: 'session', ...by(people.host), session });
const moving = run(room, { type: 'begin', from: 's0' }, { sfus: { ...sfus('s0', 's1'), open: ['s1'] } });
const leg = moving.move?.leg ?? 0;

it('leaves rooms alone that are where they should be', () => {
  expect(dueMove(room, { now: 1_000, sfus: sfus('s0') }, 500)).toBeUndefined();
  expect(dueMove(moving, { now: 1_499, sfus: sfus('s0', 's1') }, 500)).toBeUndefined();
  expect(dueMove(emptyState('r'), { now: 1_000, sfus: sfus() }, 500)).toBeUndefined();
  const mesh = run(emptyState('r'), join(people.host), { sfus: sfus() });
  expect(dueMove(mesh, { now: 1_000, sfus: sfus('s0') }, 500)).toBeUndefined();
});

it('leaves an SFU that is gone, whatever else is under way', () => {
  expect(dueMove(room, { now: 1_000, sfus: sfus('s1') }, 500)).toEqual({ type: 'move', from: 's0' });
  expect(dueMove(moving, { now: 9_000, sfus: sfus('s1') }, 500)).toEqual({ type: 'move', from: 's0' });
});

it('gives up a target that is gone, and a move that takes too long, with the names of those who are late', () => {
  const gone = dueMove(moving, { now: 1_000, sfus: sfus('s0') }, 500);
  expect(gone).toEqual({ type: 'drop', leg, reason: 'the SFU s1 is gone' });
  const late = dueMove(moving, { now: 1_500, sfus: sfus('s0', 's1') }, 500);
  expect(late).toEqual({ type: 'drop', leg, reason: `not ready within 500 ms: ${people.host}` });
  const reserve = run(
    room,
    { type: 'begin', from: 's0', standby: true },
    { sfus: { ...sfus('s0', 's1'), open: ['s1'] } },
  );
  expect(dueMove(reserve, { now: 9_000, sfus: sfus('s0', 's1') }, 500)).toBeUndefined();
});
