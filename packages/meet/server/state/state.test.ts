import { applyEvents, emptyRoom, type LogEvent } from '@stoa/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command, Context } from './commands.ts';
import { decide } from './decide.ts';
import { evolveAll, generationOf, isPublic } from './evolve.ts';
import { emptyState, roomStateSchema, type RoomState } from './room-state.ts';

const keepChat = { messages: 5, bytes: 65_536 };

function context(own: Partial<Context> = {}): Context {
  return { now: 1_000, maxParticipants: 6, sfus: { up: ['s0', 's1'], choice: 's0' }, ...own };
}

/** Carries a command out; throws when it is refused. */
function run(state: RoomState, command: Command, own: Partial<Context> = {}): RoomState {
  const decision = decide(state, command, context(own));
  if (!decision.ok) throw new Error(`${decision.code}: ${decision.message}`);
  return evolveAll(state, decision.events, keepChat);
}

function refused(state: RoomState, command: Command, own: Partial<Context> = {}): string {
  const decision = decide(state, command, context(own));
  return decision.ok ? `accepted with ${decision.events.length} events` : decision.code;
}

const ids = Array.from({ length: 8 }, (_, n) => `p0000000${n}`);
const ann = 'p00000000';
const bob = 'p00000001';
const session = { sfu: 's0', session: 1, publisher: 2, subscriber: 3, feed: 4 };

function join(participant: string, backend = 'm0'): Command {
  return {
    type: 'join',
    participant,
    name: `name of ${participant}`,
    tokenHash: `hash-${participant}`,
    backend,
  };
}

function joined(...people: string[]): RoomState {
  return people.reduce((state, id) => run(state, join(id)), emptyState('r'));
}

describe('join', () => {
  it('places the room on the chosen SFU and connects the first generation', () => {
    const state = joined(ann);
    expect(state.view).toMatchObject({ sfu: 's0', version: 4 });
    expect(state.view.participants).toMatchObject([{ id: ann, connected: true, generation: 1 }]);
    expect(state.placement).toEqual({ sfu: 's0', version: 1 });
    expect(state.seats[ann]).toMatchObject({ tokenHash: `hash-${ann}`, backend: 'm0', brokenAt: null });
  });

  it('is done once when it is repeated', () => {
    expect(run(joined(ann), join(ann))).toEqual(joined(ann));
  });

  it('keeps the place of a room in use, and places an empty one anew', () => {
    const other = { sfus: { up: ['s0', 's1'], choice: 's1' } };
    const both = run(joined(ann), join(bob), other);
    expect(both.placement).toEqual({ sfu: 's0', version: 1 });
    const empty = run(joined(ann), { type: 'leave', participant: ann, generation: 1 });
    expect(run(empty, join(bob), other).placement).toEqual({ sfu: 's1', version: 6 });
  });

  it('moves a room whose SFU is gone, if there is another', () => {
    const gone = { sfus: { up: ['s1'], choice: 's1' } };
    expect(run(joined(ann), join(bob), gone).view.sfu).toBe('s1');
    expect(run(joined(ann), join(bob), { sfus: { up: [], choice: null } }).view.sfu).toBe('s0');
  });

  it('lets four into a mesh and the configured number into an SFU room', () => {
    const mesh = { sfus: { up: [], choice: null } };
    const four = ids.slice(0, 4).reduce((at, id) => run(at, join(id), mesh), emptyState('r'));
    expect(four.view.sfu).toBeNull();
    expect(refused(four, join(ids[4] ?? ''), mesh)).toBe('room-full');
    expect(refused(joined(...ids.slice(0, 6)), join(ids[6] ?? ''))).toBe('room-full');
    expect(refused(four, join(ids[4] ?? ''), { ...mesh, maxParticipants: 3 })).toBe('room-full');
  });
});

describe('resume and fencing', () => {
  const resume = (backend = 'm1'): Command => ({ type: 'resume', tokenHash: `hash-${ann}`, backend });

  it('raises the generation and takes the connection over', () => {
    const state = run(joined(ann), resume());
    expect(generationOf(state, ann)).toBe(2);
    expect(state.seats[ann]).toMatchObject({ backend: 'm1' });
  });

  it('refuses unknown tokens and places that were given up', () => {
    expect(refused(joined(bob), resume())).toBe('resume-refused');
    const gone = run(joined(ann), { type: 'leave', participant: ann, generation: 1 });
    expect(refused(gone, resume())).toBe('resume-refused');
  });

  it('lets no older connection act, and no stale disconnect take a newer one out', () => {
    const state = run(joined(ann, bob), resume());
    const old = { participant: ann, generation: 1 };
    expect(refused(state, { type: 'chat', ...old, id: 'x', text: 'late' })).toBe('not-allowed');
    expect(refused(state, { type: 'session', ...old, session })).toBe('not-allowed');
    expect(
      run(state, { type: 'reap', dead: ['m0'], broken: [old], graceMs: 10 }).view.participants[0],
    ).toMatchObject({ id: ann, connected: true });
  });

  it('reconnects a connection that others took for broken', () => {
    const broken = run(joined(ann, bob), { type: 'reap', dead: ['m0'], broken: [], graceMs: 99 });
    expect(broken.view.participants.every((p) => !p.connected)).toBe(true);
    const back = run(broken, { type: 'reconnect', participant: ann, generation: 1, backend: 'm0' });
    expect(back.view.participants[0]).toMatchObject({ connected: true, generation: 2 });
    expect(back.seats[ann]?.brokenAt).toBeNull();
  });

  it('gives a place up when the grace is over, not before', () => {
    const broken = run(joined(ann), { type: 'reap', dead: ['m0'], broken: [], graceMs: 500 });
    const reap: Command = { type: 'reap', dead: [], broken: [], graceMs: 500 };
    expect(run(broken, reap, { now: 1_499 }).view.participants).toHaveLength(1);
    const over = run(broken, reap, { now: 1_500 });
    expect(over.view.participants).toEqual([]);
    expect(over.seats).toEqual({});
  });
});

describe('media', () => {
  const me = { participant: ann, generation: 1 };
  const published: Command = { type: 'published', ...me, feed: 4, kinds: ['audio', 'video'] };

  it('is published under the feed of the stored session', () => {
    const state = run(run(joined(ann), { type: 'session', ...me, session }), published);
    expect(state.seats[ann]).toMatchObject({ feed: 4, session: { generation: 1, session: 1 } });
    expect(state.view.participants[0]?.published).toEqual(['audio', 'video']);
    expect(run(state, published)).toEqual(state);
    const ended = run(state, { type: 'unpublished', ...me });
    expect(ended.seats[ann]?.feed).toBeNull();
    expect(run(ended, { type: 'unpublished', ...me })).toEqual(ended);
  });

  it('refuses a publication of an older feed, and sessions on an SFU that the room is not on', () => {
    const state = run(joined(ann), { type: 'session', ...me, session: { ...session, feed: 5 } });
    expect(refused(state, published)).toBe('sfu-unavailable');
    expect(refused(state, { type: 'session', ...me, session: { ...session, sfu: 's1' } })).toBe(
      'sfu-unavailable',
    );
  });

  it('forgets sessions when the room moves, which happens once', () => {
    const state = run(run(joined(ann), { type: 'session', ...me, session }), published);
    const gone = { sfus: { up: ['s1'], choice: 's1' } };
    const moved = run(state, { type: 'move', from: 's0' }, gone);
    expect(moved.view).toMatchObject({ sfu: 's1', participants: [{ published: [] }] });
    expect(moved.seats[ann]).toMatchObject({ session: null, feed: null });
    expect(run(moved, { type: 'move', from: 's0' }, gone)).toEqual(moved);
    expect(run(state, { type: 'move', from: 's0' })).toEqual(state);
    expect(run(state, { type: 'move', from: 's0' }, { sfus: { up: [], choice: null } })).toEqual(state);
  });
});

it('stores a chat id once, also after the text left the history', () => {
  const say = (id: string): Command => ({
    type: 'chat',
    participant: ann,
    generation: 1,
    id,
    text: `t${id}`,
  });
  let state = run(joined(ann), say('first'));
  for (let n = 0; n < keepChat.messages + 2; n += 1) state = run(state, say(`n${n}`));
  expect(state.view.chat.some((message) => message.id === 'first')).toBe(false);
  expect(run(state, say('first'))).toEqual(state);
});

it('passes over events that a newer backend invented, and counts them', () => {
  const state = joined(ann);
  const after = evolveAll(state, [{ type: 'hologram', at: 1 } as unknown as LogEvent], keepChat);
  expect(after).toEqual({ ...state, view: { ...state.view, version: state.view.version + 1 } });
});

const anyId = fc.constantFrom(...ids);
const actor = { participant: anyId, generation: fc.integer({ min: 1, max: 4 }) };
const backend = fc.constantFrom('m0', 'm1', 'm2');
const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ participant: anyId, backend }).map((x) => join(x.participant, x.backend)),
  fc
    .record({ id: anyId, backend })
    .map((x): Command => ({ type: 'resume', tokenHash: `hash-${x.id}`, backend: x.backend })),
  fc.record({ type: fc.constant('reconnect' as const), ...actor, backend }),
  fc.record({ type: fc.constant('leave' as const), ...actor }),
  fc.record({ type: fc.constant('media' as const), ...actor, audio: fc.boolean(), video: fc.boolean() }),
  fc.record({
    type: fc.constant('chat' as const),
    ...actor,
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    text: fc.string({ minLength: 1 }),
  }),
  fc.record({
    type: fc.constant('session' as const),
    ...actor,
    session: fc.record({
      sfu: fc.constantFrom('s0', 's1'),
      session: fc.nat(9),
      publisher: fc.option(fc.nat(9)),
      subscriber: fc.option(fc.nat(9)),
      feed: fc.nat(3),
    }),
  }),
  fc.record({
    type: fc.constant('published' as const),
    ...actor,
    feed: fc.nat(3),
    kinds: fc.subarray<'audio' | 'video'>(['audio', 'video']),
  }),
  fc.record({ type: fc.constant('unpublished' as const), ...actor }),
  fc.record({ type: fc.constant('move' as const), from: fc.constantFrom('s0', 's1') }),
  fc.record({
    type: fc.constant('reap' as const),
    dead: fc.subarray(['m0', 'm1', 'm2']),
    broken: fc.array(fc.record(actor), { maxLength: 2 }),
    graceMs: fc.constantFrom(1, 50),
  }),
);
const anySfus = fc.constantFrom(
  { up: ['s0', 's1'], choice: 's0' },
  { up: ['s1'], choice: 's1' },
  { up: [], choice: null },
);

it('keeps its invariants under random commands', () => {
  const steps = fc.array(fc.tuple(anyCommand, anySfus, fc.nat(40)), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (list) => {
      let state = emptyState('r');
      let client = emptyRoom('r');
      let now = 1_000;
      const highest = new Map<string, number>();
      for (const [command, sfus, ms] of list) {
        now += ms;
        const before = state;
        const decision = decide(state, command, context({ now, sfus }));
        if (!decision.ok) continue;
        state = evolveAll(state, decision.events, keepChat);
        // Versions count events, and only rise.
        expect(state.view.version).toBe(before.view.version + decision.events.length);
        // Nobody without a seat, no seat without somebody, not too many.
        expect(Object.keys(state.seats).sort()).toEqual(state.view.participants.map((p) => p.id).sort());
        expect(state.view.participants.length).toBeLessThanOrEqual(6);
        for (const person of state.view.participants) {
          expect(person.generation).toBeGreaterThanOrEqual(highest.get(person.id) ?? 1);
          highest.set(person.id, person.generation);
          expect(state.seats[person.id]?.brokenAt === null).toBe(person.connected);
          // What is published has a feed, on the SFU where the room is.
          const seat = state.seats[person.id];
          expect(person.published.length === 0 || seat?.session?.sfu === state.view.sfu).toBe(true);
        }
        for (const [id] of highest) if (!state.seats[id]) highest.delete(id);
        expect(state.view.chat.length).toBeLessThanOrEqual(keepChat.messages);
        // A client that sees only the public part comes to the same view.
        const batch = {
          from: client.version,
          version: state.view.version,
          events: decision.events.filter(isPublic),
        };
        client = applyEvents(client, batch, keepChat) ?? client;
        expect(client).toEqual(state.view);
        // A snapshot is the state.
        expect(roomStateSchema.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
        // The same command again changes nothing more, where commands carry their identity.
        const identified = ['join', 'chat', 'media'].includes(command.type);
        const again = decide(state, command, context({ now, sfus }));
        expect(!identified || (again.ok && again.events.length === 0)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
