import { describe, expect, it } from 'vitest';
import { by, fullRoom, join, people, roleOf, run } from './_people.ts';
import type { Command } from './commands.ts';
import { decide } from './decide.ts';
import { evolveAll } from './evolve.ts';
import { emptyState } from './room-state.ts';

const { host, cohost, participant, waiting, other } = people;

describe('the grace of a host', () => {
  const reap = (...broken: string[]): Command => ({
    type: 'reap',
    dead: [],
    broken: broken.map((id) => by(id)),
    graceMs: 10_000,
  });
  const at = (now: number) => ({ now, hostGraceMs: 100 });

  it('ends with a successor while the place is still kept; who was host comes back as co-host', () => {
    const broken = run(fullRoom(), reap(host), at(1_000));
    expect(roleOf(run(broken, reap(), at(1_099)), host)).toBe('host');
    const over = run(broken, reap(), at(1_100));
    expect([roleOf(over, host), roleOf(over, cohost)]).toEqual(['cohost', 'host']);
    const back = run(over, { type: 'resume', tokenHash: `hash-${host}`, backend: 'm0' }, at(1_200));
    expect([roleOf(back, host), roleOf(back, cohost)]).toEqual(['cohost', 'host']);
  });

  it('does not count for a host who is there, or came back in time', () => {
    const back = run(
      run(fullRoom(), reap(host), at(1_000)),
      { type: 'resume', tokenHash: `hash-${host}`, backend: 'm0' },
      at(1_050),
    );
    expect(roleOf(run(back, reap(), at(9_000)), host)).toBe('host');
  });

  it('passes over people who are away too, or who only wait, and changes nothing when nobody is left', () => {
    const away = run(fullRoom(), reap(host, cohost, participant), at(1_000));
    expect(roleOf(run(away, reap(), at(2_000)), other)).toBe('host');
    const gone = run(away, reap(other), at(1_000));
    const later = run(gone, reap(), at(2_000));
    expect([roleOf(later, host), roleOf(later, waiting)]).toEqual(['host', 'waiting']);
  });

  it('is as long as the place is kept where none is set', () => {
    const broken = run(fullRoom(), reap(host), { now: 1_000 });
    expect(roleOf(run(broken, reap(), { now: 9_000 }), host)).toBe('host');
  });
});

describe('a new room', () => {
  it('begins with the waiting room on where that is the default, and its host may switch it off', () => {
    const own = { waitingRoom: true };
    const room = run(run(emptyState('r'), join(host), own), join(other), own);
    expect([roleOf(room, host), roleOf(room, other)]).toEqual(['host', 'waiting']);
    const open = run(room, { type: 'waiting-room', ...by(host), on: false }, own);
    expect(roleOf(run(open, join(participant), own), participant)).toBe('participant');
    expect(run(emptyState('r'), join(host)).view.settings.waitingRoom).toBe(false);
  });

  it('is new once: what the host switched off stays off when everybody was away', () => {
    const own = { waitingRoom: true };
    const made = run(emptyState('r'), join(host), own);
    const off = run(made, { type: 'waiting-room', ...by(host), on: false }, own);
    const again = run(run(off, { type: 'leave', ...by(host) }, own), join(other), own);
    expect(again.view.settings.waitingRoom).toBe(false);
  });
});

it('keeps as many bytes of chat as it was told', () => {
  let state = fullRoom();
  const keep = { messages: 50, bytes: 100 };
  for (let number = 0; number < 20; number += 1) {
    const say: Command = { type: 'chat', ...by(host), id: `c${number}`, text: 'x'.repeat(31) };
    const decision = decide(state, say, { now: 1, maxParticipants: 6, sfus: { up: ['s0'], choice: 's0' } });
    state = decision.ok ? evolveAll(state, decision.events, keep) : state;
  }
  // The name, nine characters, counts.
  expect(state.view.chat.map(({ id }) => id)).toEqual(['c18', 'c19']);
});
