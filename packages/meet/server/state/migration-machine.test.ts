import { deepEqual, doesNotMatch, equal, notEqual, ok } from 'node:assert/strict';
import { admitted } from '@stoa/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { context, join, keepChat } from './_people.ts';
import type { Command, Context, Decision } from './commands.ts';
import { decide } from './decide.ts';
import { evolveAll, isPublic } from './evolve.ts';
import { unready } from './migration.ts';
import { emptyState, roomStateSchema, type RoomState } from './room-state.ts';

const ids = Array.from({ length: 4 }, (_, n) => `p0000000${n}`);
const names = ['s0', 's1', 's2'];

/** What somebody may do: with which leg is worked out from the state, since a random number would hit nothing. */
type Step =
  | { readonly do: 'join' | 'leave' | 'resume' | 'break' | 'drop' | 'begin' | 'standby' | 'move' }
  | { readonly do: 'session' | 'publish' | 'unpublish' | 'switched'; readonly next: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('join' as const) }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constantFrom('leave', 'resume', 'break', 'drop', 'move') }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('begin', 'begin', 'standby') }) },
  {
    weight: 40,
    arbitrary: fc.record({
      do: fc.constantFrom('session', 'publish', 'publish', 'unpublish', 'switched', 'switched', 'switched'),
      next: fc.boolean(),
    }),
  },
);

const anySfus = fc.record({ up: fc.subarray(names, { minLength: 1 }), cordoned: fc.subarray(names) });

function commandOf(state: RoomState, given: Step, id: string, feed: number): Command {
  const generation = state.view.participants.find((p) => p.id === id)?.generation ?? 1;
  const me = { participant: id, generation };
  const from = state.placement?.sfu ?? 's0';
  const leg = 'next' in given && given.next ? (state.move?.leg ?? 1) : undefined;
  const sfu = leg === undefined ? from : (state.move?.sfu ?? 's0');
  const seat = state.seats[id];
  const known = leg === undefined ? seat?.session?.feed : seat?.next?.session?.feed;
  switch (given.do) {
    case 'join':
      return join(id);
    case 'leave':
      return { type: 'leave', ...me };
    case 'resume':
      return { type: 'resume', tokenHash: `hash-${id}`, backend: 'm1' };
    case 'break':
      return { type: 'reap', dead: [], broken: [me], graceMs: 60 };
    case 'drop':
      return { type: 'drop', leg: state.move?.leg ?? 1, reason: 'told to' };
    case 'begin':
      return { type: 'begin', from };
    case 'standby':
      return { type: 'begin', from, standby: true };
    case 'move':
      return { type: 'move', from };
    case 'session':
      return {
        type: 'session',
        ...me,
        leg,
        session: { sfu, session: feed, publisher: 1, subscriber: 2, feed },
      };
    case 'publish':
      return {
        type: 'published',
        ...me,
        leg,
        feed: known ?? feed,
        kinds: feed % 2 ? ['audio'] : ['audio', 'video'],
      };
    case 'unpublish':
      return { type: 'unpublished', ...me, leg };
    case 'switched':
      return { type: 'switched', ...me, leg: state.move?.leg ?? 1 };
  }
}

function checkState(state: RoomState): void {
  const { move, placement } = state;
  if (move) {
    notEqual(move.sfu, placement?.sfu);
    ok(move.leg > (placement?.version ?? 0));
    ok(admitted(state.view.participants).length > 0);
    // Nobody is left to wait for a step that was the last.
    if (!move.standby) ok(unready(state).length > 0);
  }
  for (const seat of Object.values(state.seats)) {
    if (seat.next?.session) equal(seat.next.session.sfu, move?.sfu);
    if (seat.session) equal(seat.session.sfu, placement?.sfu);
    if (!move) equal(seat.next, null);
  }
  deepEqual(roomStateSchema.parse(JSON.parse(JSON.stringify(state))), state);
}

/** A room leaves a living SFU only with everybody and everything that was there. */
function checkSwitch(before: RoomState, after: RoomState, decision: Decision, { sfus }: Context): boolean {
  if (!decision.ok || after.placement?.version === before.placement?.version) return false;
  const from = before.placement?.sfu;
  if (!from || !sfus.up.includes(from) || before.view.participants.length === 0) return false;
  notEqual(after.placement?.sfu, from);
  const cut = decision.events.findIndex(({ type }) => type === 'placed');
  const last = evolveAll(before, decision.events.slice(0, cut), keepChat);
  for (const { id, published } of after.view.participants) {
    const was = last.view.participants.find((person) => person.id === id)?.published ?? [];
    for (const kind of was) ok(published.includes(kind));
    if (last.seats[id]?.session) equal(published.length > 0, after.seats[id]?.feed !== null);
  }
  return true;
}

/** A leg that is given up leaves no trace in the present one. */
function checkDrop(before: RoomState, after: RoomState, decision: Decision): boolean {
  if (!decision.ok || !decision.events.some(({ type }) => type === 'migration-dropped')) return false;
  deepEqual(after.placement, before.placement);
  for (const [id, seat] of Object.entries(after.seats)) {
    const was = before.seats[id];
    if (was) deepEqual([seat.session, seat.feed], [was.session, was.feed]);
  }
  return true;
}

it('moves rooms whole or not at all under random commands, SFUs that die and cordons', () => {
  const seen = { switched: 0, dropped: 0, died: 0, reserved: 0, cordoned: 0 };
  const steps = fc.array(
    fc.tuple(step, fc.constantFrom(...ids), fc.option(anySfus, { freq: 12, nil: null })),
    { minLength: 40, maxLength: 120 },
  );
  fc.assert(
    fc.property(steps, (list) => {
      let sfus: Context['sfus'] = { up: names, choice: 's0', open: names };
      let state = emptyState('r');
      for (const [index, [given, id, other]] of list.entries()) {
        if (other) {
          const open = other.up.filter((name) => !other.cordoned.includes(name));
          sfus = { up: other.up, choice: open[0] ?? null, open };
        }
        const now = context({ sfus, now: 1_000 + index });
        const decision = decide(state, commandOf(state, given, id, 100 + index), now);
        if (!decision.ok) continue;
        const before = state;
        state = evolveAll(before, decision.events, keepChat);
        checkState(state);
        seen.switched += checkSwitch(before, state, decision, now) ? 1 : 0;
        seen.dropped += checkDrop(before, state, decision) ? 1 : 0;
        seen.died += given.do === 'move' && decision.events.length > 0 ? 1 : 0;
        seen.reserved += state.move?.standby ? 1 : 0;
        seen.cordoned += state.placement?.sfu && !sfus.open?.includes(state.placement.sfu) ? 1 : 0;
        const shown = decision.events.filter(isPublic);
        doesNotMatch(JSON.stringify(shown), /migrat|leg-published|switched|session/);
      }
    }),
    { numRuns: 500 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(30);
});
