import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RoomEvent } from './room-events.ts';
import { applyEvent, applyEvents, emptyRoom } from './room-reducer.ts';
import { roomViewSchema } from './room-view.ts';

const ann = 'pann00000';
const bob = 'pbob00000';

function play(...events: RoomEvent[]) {
  return events.reduce((view, event) => applyEvent(view, event), emptyRoom('demo'));
}

const join = (participant: string): RoomEvent => ({ type: 'joined', at: 1, participant, name: participant });
const connect = (participant: string, generation: number): RoomEvent => ({
  type: 'connected',
  at: 2,
  participant,
  generation,
  backend: 'meet-0',
});
const disconnect = (participant: string, generation: number): RoomEvent => ({
  type: 'disconnected',
  at: 3,
  participant,
  generation,
});

describe('applyEvent', () => {
  it('keeps people in the order of joining', () => {
    const view = play(join(ann), join(bob), join(ann));
    expect(view.participants.map((p) => p.id)).toEqual([ann, bob]);
  });

  it('lets no stale disconnect remove a newer connection', () => {
    const view = play(join(ann), connect(ann, 1), connect(ann, 2), disconnect(ann, 1));
    expect(view.participants[0]).toMatchObject({ connected: true, generation: 2 });
    expect(play(join(ann), connect(ann, 2), connect(ann, 1)).participants[0]?.generation).toBe(2);
    expect(play(join(ann), connect(ann, 1), disconnect(ann, 1)).participants[0]?.connected).toBe(false);
  });

  it('remembers whom a moderator muted until they unmute, and shows it in snapshots', () => {
    const media = (audio: boolean): RoomEvent => ({
      type: 'media',
      at: 4,
      participant: ann,
      audio,
      video: true,
    });
    const muted = [join(ann), media(true), { type: 'muted', at: 5, participant: ann, by: bob }] as const;
    const ann1 = (...events: RoomEvent[]) => play(...muted, ...events).participants[0];
    expect(ann1()).toMatchObject({ audio: false, silenced: true });
    expect(ann1(media(false), connect(ann, 2))).toMatchObject({ audio: false, video: true, silenced: true });
    expect(roomViewSchema.parse(play(...muted)).participants[0]?.silenced).toBe(true);
    expect(ann1(media(true))).not.toHaveProperty('silenced');
    // Who mutes themselves is not silenced.
    expect(play(join(ann), media(true), media(false)).participants[0]).not.toHaveProperty('silenced');
  });

  it('stores a chat message once and keeps the newest', () => {
    const say = (id: string): RoomEvent => ({
      type: 'chat',
      at: 4,
      participant: ann,
      id,
      name: 'Ann',
      text: id,
    });
    expect(play(say('1'), say('2'), say('1')).chat.map((m) => m.id)).toEqual(['1', '2']);
    const kept = ['1', '2', '3'].reduce(
      (view, id) => applyEvent(view, say(id), { messages: 2, bytes: 1_000 }),
      emptyRoom('demo'),
    );
    expect(kept.chat.map((m) => m.id)).toEqual(['2', '3']);
    expect(applyEvent(emptyRoom('demo'), say('1'), { messages: 0, bytes: 0 }).chat).toEqual([]);
  });

  it('forgets what was published when the room moves to another SFU', () => {
    const published: RoomEvent = { type: 'published', at: 5, participant: ann, kinds: ['audio'] };
    expect(play(join(ann), published).participants[0]?.published).toEqual(['audio']);
    const moved = play(join(ann), published, { type: 'placed', at: 6, sfu: 'janus-1' });
    expect(moved).toMatchObject({ sfu: 'janus-1', participants: [{ published: [] }] });
    expect(
      play(join(ann), published, { type: 'unpublished', at: 6, participant: ann }).participants,
    ).toMatchObject([{ published: [] }]);
  });
});

const who = fc.constantFrom(ann, bob, 'pcid00000');
const at = fc.nat();
const anyEvent: fc.Arbitrary<RoomEvent> = fc.oneof(
  fc.record({ type: fc.constant('joined' as const), at, participant: who, name: fc.constant('x') }),
  fc.record({
    type: fc.constant('connected' as const),
    at,
    participant: who,
    generation: fc.integer({ min: 1, max: 5 }),
    backend: fc.constant('meet-0'),
  }),
  fc.record({
    type: fc.constant('disconnected' as const),
    at,
    participant: who,
    generation: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({
    type: fc.constant('left' as const),
    at,
    participant: who,
    reason: fc.constantFrom('left' as const, 'timeout' as const),
  }),
  fc.record({
    type: fc.constant('media' as const),
    at,
    participant: who,
    audio: fc.boolean(),
    video: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('chat' as const),
    at,
    participant: who,
    id: fc.constantFrom('1', '2', '3'),
    name: fc.constant('x'),
    text: fc.constant('hello'),
  }),
  fc.record({ type: fc.constant('placed' as const), at, sfu: fc.constantFrom(null, 'janus-0') }),
  fc.record({
    type: fc.constant('published' as const),
    at,
    participant: who,
    kinds: fc.constant<('audio' | 'video')[]>(['audio']),
  }),
);

describe('the room as a whole', () => {
  it('stays valid, without doubles, whatever the log says', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        const view = play(...events);
        expect(roomViewSchema.safeParse(view).success).toBe(true);
        const ids = view.participants.map((p) => p.id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const p of view.participants) expect(p.connected && p.generation === 0).toBe(false);
      }),
    );
  });

  it('is the same for those who read the log in pieces, with repetitions, or at once', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), fc.nat({ max: 40 }), (events, cut) => {
        const middle = Math.min(cut, events.length);
        const first = { from: 0, version: middle, events: events.slice(0, middle) };
        const second = { from: middle, version: events.length, events: events.slice(middle) };
        let view = emptyRoom('demo');
        for (const batch of [first, first, second, second]) view = applyEvents(view, batch) ?? view;
        expect(view).toEqual({ ...play(...events), version: events.length });
      }),
    );
  });

  it('notices a gap', () => {
    expect(applyEvents(emptyRoom('demo'), { from: 3, version: 4, events: [] })).toBeUndefined();
  });
});
