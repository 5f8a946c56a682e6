import { deepEqual, doesNotMatch, equal, ok } from 'node:assert/strict';
import { admitted, allows, applyEvents, capabilities, emptyRoom, isModerator, limits } from '@stoa/protocol';
import type { Capability, RoomView } from '@stoa/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { context, join, keepChat } from './_people.ts';
import type { Command, Decision } from './commands.ts';
import { decide } from './decide.ts';
import { evolveAll } from './evolve.ts';
import { isWaiting, projectEvents, projectView } from './project.ts';
import { emptyState, roomStateSchema, type RoomState } from './room-state.ts';

const ids = Array.from({ length: 7 }, (_, n) => `p0000000${n}`);
const anyId = fc.constantFrom(...ids);
const passcode = { salt: '00', hash: '11' };
/** Mostly the first connection: commands of older ones are refused, which is another test's matter. */
const actor = { participant: anyId, generation: fc.constantFrom(1, 1, 1, 1, 2) };
const target = { target: anyId };
const command = <T extends string, R extends object>(type: T, rest: { [K in keyof R]: fc.Arbitrary<R[K]> }) =>
  fc.record({ type: fc.constant(type), ...actor, ...rest }) as fc.Arbitrary<
    { type: T; participant: string; generation: number } & R
  >;

type Standing = Pick<Extract<Command, { type: 'join' }>, 'identity' | 'knocks'>;
const standing = fc.constantFrom<Standing>(
  {},
  {},
  { knocks: true },
  { identity: { user: 'u' } },
  ...(['host', 'cohost', 'participant'] as const).map((granted) => ({ identity: { user: 'u', granted } })),
);

const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(anyId, fc.boolean(), standing).map((one) => newcomer(...one)) },
  anyId.map((id): Command => ({ type: 'resume', tokenHash: `hash-${id}`, backend: 'm1' })),
  command('leave', {}),
  command('media', { audio: fc.boolean(), video: fc.boolean() }),
  command('chat', { id: fc.constantFrom('a', 'b', 'c'), text: fc.constant('open') }),
  fc
    .tuple(command('chat', { id: fc.constantFrom('d', 'e'), text: fc.constant('') }), anyId)
    .map(([{ participant, generation, id }, to]): Command => ({
      type: 'chat',
      participant,
      generation,
      id,
      to,
      text: secret(participant, to),
    })),
  command('chat-delete', { author: anyId, message: fc.constantFrom('a', 'b', 'c', 'd', 'e') }),
  command('hand', { raised: fc.boolean() }),
  command('hand', { ...target, raised: fc.constant(false) }),
  command('end-room', {}),
  { weight: 2, arbitrary: command('admit', target) },
  command('deny', { ...target, message: fc.constantFrom('not today') }),
  command('kick', { ...target, message: fc.constantFrom('not today') }),
  command('mute', target),
  command('mute-all', {}),
  command('set-role', { ...target, role: fc.constantFrom('host', 'cohost', 'participant') }),
  command('lock', { locked: fc.boolean() }),
  command('waiting-room', { on: fc.constantFrom(true, true, false) }),
  command('screen', { on: fc.boolean() }),
  command('screen-request', {}),
  command('screen-allow', target),
  command('screen-deny', target),
  command('screen-policy', { policy: fc.constantFrom('everyone', 'approval', 'moderators') }),
  command('passcode', { passcode: fc.constantFrom(null, passcode) }),
  command('permit', { capability: fc.constantFrom(...(Object.keys(capabilities) as Capability[])) }),
  fc
    .record({ dead: fc.subarray(['m0', 'm1']), broken: fc.array(fc.record(actor), { maxLength: 2 }) })
    .map(({ dead, broken }): Command => ({ type: 'reap', graceMs: 30, dead, broken })),
);

function newcomer(id: string, knows: boolean, how: Standing): Command {
  const come = { type: 'join' as const, participant: id, name: id, tokenHash: `hash-${id}`, backend: 'm0' };
  return { ...come, ...how, ...(knows ? { passcode } : {}) };
}

function secret(from: string, to: string): string {
  return `secret ${from} ${to}`;
}

function checkHost({ view }: RoomState): void {
  const hosts = view.participants.filter((p) => p.role === 'host');
  expect(hosts.length).toBe(admitted(view.participants).length > 0 ? 1 : 0);
  for (const id of view.hands) expect(isIn(view, id)).toBe(true);
}

function checkScreens({ view }: RoomState): void {
  const sharing = view.participants.filter((p) => p.screen === 'sharing');
  expect(sharing.length).toBeLessThanOrEqual(limits.screens);
  for (const { id, screen } of view.participants) ok(screen === undefined || isIn(view, id));
}

function isIn(view: RoomView, id: string): boolean {
  return admitted(view.participants).some((p) => p.id === id);
}

/** An accepted command was the actor's to give; no trace of it names anybody else as its author. */
function checkAllowed(before: RoomState, given: Command, decision: Decision): void {
  if (!decision.ok || !('participant' in given) || given.type === 'join') return;
  const role = before.view.participants.find((p) => p.id === given.participant)?.role;
  if (!role) return equal(given.type, 'leave');
  const capability = given.type === 'permit' ? given.capability : given.type;
  if (Object.hasOwn(capabilities, capability)) ok(allows(role, capability as Capability));
  for (const event of decision.events) {
    if (event.type === 'chat') equal(event.participant, given.participant);
    if ('by' in event && event.by !== null) equal(event.by, given.participant);
    if (event.type === 'left') ok(event.participant === given.participant || isModerator(role));
  }
}

/** What a client was sent so far: its view, and all of it as text. */
class Client {
  view: RoomView = emptyRoom('r');
  waiting = false;
  readonly #id: string;

  constructor(id: string) {
    this.#id = id;
  }

  /** Takes what the backend sends after a change, and checks that it shows nothing that is not for this person. */
  follow(before: RoomState, after: RoomState, events: Parameters<typeof projectEvents>[0]): void {
    const viewer = { participant: this.#id, waiting: isWaiting(after, this.#id) };
    const came = !before.seats[this.#id] || (this.waiting && !viewer.waiting);
    this.waiting = viewer.waiting;
    if (!after.seats[this.#id]) return;
    if (came) return this.#take(projectView(after.view, viewer));
    const shown = projectEvents(events, viewer);
    this.#check(JSON.stringify(shown));
    const batch = { from: before.view.version, version: after.view.version, events: shown };
    const next = applyEvents(this.view, batch);
    if (!next) throw new Error('a gap');
    this.view = next;
    deepEqual(this.view, projectView(after.view, viewer));
  }

  #take(view: RoomView): void {
    this.#check(JSON.stringify(view));
    this.view = view;
  }

  #check(text: string): void {
    doesNotMatch(text, /hash|salt|not today/);
    const others = ids.filter((id) => id !== this.#id);
    for (const [from, to] of others.flatMap((a) => others.map((b) => [a, b] as const))) {
      ok(!text.includes(secret(from, to)));
    }
    if (this.waiting) for (const id of others) ok(!text.includes(id));
  }
}

it('keeps hosts, capabilities, secrets and versions right under random commands', () => {
  const seen = { accepted: 0, refused: 0, waiting: 0, secrets: 0, successions: 0, screens: 0 };
  const steps = fc.array(fc.tuple(anyCommand, fc.nat(20)), { minLength: 20, maxLength: 80 });
  fc.assert(
    fc.property(steps, (list) => {
      const clients = ids.map((id) => new Client(id));
      let state = ids.slice(0, 3).reduce((at, id) => {
        const decision = decide(at, join(id), context());
        return decision.ok ? evolveAll(at, decision.events, keepChat) : at;
      }, emptyState('r'));
      for (const client of clients) client.follow(emptyState('r'), state, []);
      let now = 1_000;
      for (const [given, ms] of list) {
        now += ms;
        const decision = decide(state, given, context({ now }));
        checkAllowed(state, given, decision);
        seen[decision.ok ? 'accepted' : 'refused'] += 1;
        if (!decision.ok) continue;
        const before = state;
        state = evolveAll(before, decision.events, keepChat);
        expect(state.view.version).toBe(before.view.version + decision.events.length);
        checkHost(state);
        checkScreens(state);
        expect(admitted(state.view.participants).length).toBeLessThanOrEqual(6);
        expect(roomStateSchema.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
        for (const client of clients) client.follow(before, state, decision.events);
        seen.waiting += state.view.participants.some((p) => p.role === 'waiting') ? 1 : 0;
        seen.secrets += decision.events.some((e) => e.type === 'chat' && e.to !== undefined) ? 1 : 0;
        seen.screens += state.view.participants.some((p) => p.screen === 'sharing') ? 1 : 0;
        seen.successions += decision.events.some((e) => e.type === 'role' && e.by === null) ? 1 : 0;
      }
    }),
    { numRuns: 300 },
  );
  // The walk went where the rules are.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(30);
});
