import { expect, it } from 'vitest';
import { createMetrics } from '../metrics.ts';
import type { RoomChange } from '../rooms/index.ts';
import { by, join, people, run } from '../state/_people.ts';
import { emptyState, evolveAll, type RoomState } from '../state/index.ts';
import { decide, type Command } from '../state/index.ts';
import { noteMoves } from './note.ts';

const both = { sfus: { up: ['s0', 's1'], choice: 's0', open: ['s0', 's1'] } };
const context = { now: 2_000, maxParticipants: 6, ...both };
const session = { sfu: 's0', session: 1, publisher: 2, subscriber: 3, feed: 4 };
const me = by(people.host);
const empty = emptyState('r');
const room = run(run(empty, join(people.host), both), { type: 'session', ...me, session });

function change(before: RoomState, command: Command, up = ['s0', 's1']): RoomChange {
  const sfus = { up, choice: up[0] ?? null, open: up };
  const decision = decide(before, command, { ...context, sfus });
  if (!decision.ok) throw new Error(decision.message);
  const { events } = decision;
  const after = evolveAll(before, events, { messages: 1, bytes: 100 });
  return { before, after, from: before.view.version, version: after.view.version, events, reset: false };
}

it('counts how moves end, and neither the first place of a room nor a reserve that is given up', async () => {
  const metrics = createMetrics({
    connections: () => 0,
    participants: () => 0,
    rooms: () => 0,
    activeRooms: () => 0,
    logUp: () => true,
    sfus: () => [],
  });
  const note = (one: RoomChange) => {
    noteMoves(metrics, one);
    return one.after;
  };
  note(change(empty, join(people.host)));
  const moving = note(change(room, { type: 'begin', from: 's0' }));
  const leg = moving.move?.leg ?? 0;
  note(change(moving, { type: 'switched', ...me, leg }));
  note(change(moving, { type: 'drop', leg, reason: 'told to' }));
  note(change(moving, { type: 'drop', leg, reason: 'told to' }));
  note(change(room, { type: 'move', from: 's0' }, ['s1']));
  const reserve = note(change(room, { type: 'begin', from: 's0', standby: true }));
  note(change(reserve, { type: 'drop', leg, reason: 'cordoned' }));
  const text = await metrics.registry.metrics();
  const values = [...text.matchAll(/^stoa_meet_room_moves_total\{outcome="(\w+)"\} (\d+)/gm)];
  expect(Object.fromEntries(values.map(([, outcome, count]) => [outcome, Number(count)]))).toMatchObject({
    moved: 1,
    kept: 2,
    anew: 1,
  });
});
