import { describe, expect, it } from 'vitest';
import { by, fullRoom, join, keepChat, outcome, people, roleOf, run } from './_people.ts';
import { evolveAll } from './evolve.ts';
import { emptyState, roomStateSchema, type RoomState } from './room-state.ts';

const { host, cohost, participant, waiting, other } = people;

describe('the host', () => {
  it('is whoever comes first, and after that nobody who comes', () => {
    const room = run(run(emptyState('r'), join(host)), join(other));
    expect([roleOf(room, host), roleOf(room, other)]).toEqual(['host', 'participant']);
  });

  it('hands the room over and stays as co-host', () => {
    const room = run(fullRoom(), { type: 'set-role', ...by(host), target: other, role: 'host' });
    expect([roleOf(room, host), roleOf(room, other)]).toEqual(['cohost', 'host']);
    expect(outcome(room, { type: 'set-role', ...by(other), target: other, role: 'cohost' })).toBe(
      'not-allowed',
    );
  });

  it('is followed by the longest-present co-host, then by the longest-present participant', () => {
    const first = run(fullRoom(), { type: 'leave', ...by(host) });
    expect(roleOf(first, cohost)).toBe('host');
    const second = run(first, { type: 'leave', ...by(cohost) });
    expect(roleOf(second, participant)).toBe('host');
  });

  it('keeps the role while the place is kept, and passes it on with the place, to somebody connected', () => {
    const broken = run(fullRoom(), {
      type: 'reap',
      dead: [],
      broken: [by(host), by(cohost)],
      graceMs: 500,
    });
    expect(roleOf(broken, host)).toBe('host');
    const over = run(broken, { type: 'reap', dead: [], broken: [], graceMs: 500 }, { now: 1_500 });
    expect(roleOf(over, participant)).toBe('host');
  });

  it('is nobody while only waiting people are there; the next who comes is', () => {
    const room = [host, cohost, participant, other].reduce(
      (at, id) => run(at, { type: 'leave', ...by(id) }),
      run(fullRoom(), { type: 'lock', ...by(host), locked: true }),
    );
    expect(room.view.participants.map((p) => p.role)).toEqual(['waiting']);
    expect(roleOf(run(room, join(host)), host)).toBe('host');
  });

  it('is named in rooms from before there were roles', () => {
    const room = run(run(emptyState('r'), join(host)), join(other));
    const old = JSON.parse(JSON.stringify(room), (key, value: unknown) =>
      ['role', 'hands', 'settings', 'passcode'].includes(key) ? undefined : value,
    ) as unknown;
    const read = roomStateSchema.parse(old);
    expect(read.view.participants.map((p) => p.role)).toEqual(['participant', 'participant']);
    expect(roleOf(run(read, { type: 'reap', dead: [], broken: [], graceMs: 9 }), host)).toBe('host');
  });
});

describe('the door', () => {
  it('opens for all that fit when the waiting room goes off', () => {
    const room = run(fullRoom(), join('p00000007'));
    const off = { type: 'waiting-room', ...by(host), on: false } as const;
    expect(run(room, off).view.participants.filter((p) => p.role === 'waiting')).toEqual([]);
    const tight = run(room, off, { maxParticipants: 5 });
    expect([roleOf(tight, waiting), roleOf(tight, 'p00000007')]).toEqual(['participant', 'waiting']);
    expect(outcome(tight, { type: 'admit', ...by(host), target: 'p00000007' }, { maxParticipants: 5 })).toBe(
      'room-full',
    );
  });

  it('lets in once, and those who were let in count from then', () => {
    const admit = { type: 'admit', ...by(cohost), target: waiting } as const;
    const room = run(fullRoom(), admit, { now: 2_000 });
    expect(room.view.participants.at(-1)).toMatchObject({ id: waiting, joinedAt: 2_000 });
    expect(outcome(room, admit)).toBe('');
    expect(outcome(room, { type: 'deny', ...by(host), target: waiting })).toBe('not-allowed');
    expect(outcome(room, { type: 'admit', ...by(host), target: 'p99999999' })).toBe('no-such-participant');
  });

  it('holds as many waiting people as the room could', () => {
    const more = ['1', '2', '3', '4', '5'].map((n) => `p000waits${n}`);
    const room = more.reduce((at, id) => run(at, join(id)), fullRoom());
    expect(outcome(room, join('p00000000'))).toBe('room-full');
  });

  it('asks for the passcode with the salt of the day', () => {
    const passcode = { salt: '00', hash: '11' };
    const room = run(fullRoom(), { type: 'passcode', ...by(host), passcode });
    const come = join('p00000007');
    expect(outcome(room, come)).toBe('passcode-required');
    const withCode = (own: typeof passcode) => outcome(room, { ...come, passcode: own });
    expect(withCode({ salt: '00', hash: '12' })).toBe('passcode-wrong');
    expect(withCode({ salt: '01', hash: '11' })).toBe('passcode-wrong');
    expect(withCode(passcode)).toBe('joined token connected');
    expect(room.view.settings.passcode).toBe(true);
    const open = run(room, { type: 'passcode', ...by(host), passcode: null });
    expect(outcome(open, come)).toBe('joined token connected');
  });
});

describe('chat', () => {
  const say = (who: string, id: string, to?: string) =>
    ({ type: 'chat', ...by(who), id, text: id, to }) as const;

  it('is deleted by the author and by moderators, and does not come back', () => {
    const room = run(run(fullRoom(), say(participant, 'a')), say(participant, 'b'));
    const wanted = { type: 'chat-delete', author: participant, message: 'a' } as const;
    expect(outcome(room, { ...wanted, ...by(other) })).toBe('not-allowed');
    const mine = run(room, { ...wanted, ...by(participant) });
    const theirs = run(mine, { ...wanted, ...by(cohost), message: 'b' });
    expect(theirs.view.chat).toEqual([]);
    expect(run(theirs, say(participant, 'a'))).toEqual(theirs);
  });

  it('lets no moderator find out about private messages of others', () => {
    const room = run(fullRoom(), say(participant, 'a', other));
    const wanted = { type: 'chat-delete', author: participant, message: 'a' } as const;
    expect(outcome(room, { ...wanted, ...by(host) })).toBe('no-such-message');
    expect(outcome(room, { ...wanted, ...by(participant) })).toBe('chat-deleted');
    expect(outcome(room, say(participant, 'b', waiting))).toBe('no-such-participant');
    expect(outcome(room, say(participant, 'b', participant))).toBe('no-such-participant');
  });
});

it('mutes those of a lower role who can be heard', () => {
  const loud = [host, cohost, participant].reduce(
    (at, id) => run(at, { type: 'media', ...by(id), audio: true, video: true }),
    fullRoom(),
  );
  const muted = run(loud, { type: 'mute-all', ...by(cohost) });
  expect(muted.view.participants.map((p) => p.audio)).toEqual([true, true, false, false, false]);
  expect(muted.view.participants.map((p) => p.video)).toEqual([true, true, true, false, false]);
  expect(outcome(muted, { type: 'mute-all', ...by(cohost) })).toBe('');
  expect(outcome(muted, { type: 'mute', ...by(cohost), target: participant })).toBe('');
});

it('remembers who was muted until they unmute by themselves', () => {
  const media = (audio: boolean) => ({ type: 'media', ...by(other), audio, video: true }) as const;
  const silenced = (room: RoomState) => room.view.participants.find((p) => p.id === other)?.silenced ?? false;
  const loud = run(fullRoom(), media(true));
  expect(silenced(loud)).toBe(false);
  const muted = run(loud, { type: 'mute', ...by(host), target: other });
  expect(silenced(muted)).toBe(true);
  const camera = run(muted, { ...media(false), video: false });
  expect(silenced(camera)).toBe(true);
  const back = run(camera, { type: 'resume', tokenHash: `hash-${other}`, backend: 'm1' });
  expect(silenced(back)).toBe(true);
  expect(silenced(run(back, { ...media(true), generation: 2 }))).toBe(false);
});

it('keeps hands in the order of raising, and over a new connection', () => {
  const hand = (id: string, raised: boolean) => ({ type: 'hand', ...by(id), raised }) as const;
  let room = [hand(other, true), hand(host, true), hand(cohost, true), hand(host, false)].reduce(
    (at, command) => run(at, command),
    fullRoom(),
  );
  expect(room.view.hands).toEqual([other, cohost]);
  room = run(room, { type: 'resume', tokenHash: `hash-${other}`, backend: 'm1' });
  expect(room.view.hands).toEqual([other, cohost]);
  expect(roleOf(room, other)).toBe('participant');
  expect(run(room, { type: 'leave', ...by(other, 2) }).view.hands).toEqual([cohost]);
});

it('never has two hosts, whatever the log says', () => {
  const at = 1;
  const promote = (id: string) => ({ type: 'role', at, participant: id, role: 'host', by: null }) as const;
  const room = evolveAll(fullRoom(), [promote(other), promote(participant)], keepChat);
  expect(room.view.participants.filter((p) => p.role === 'host').map((p) => p.id)).toEqual([participant]);
});
