import { allowsOn, personActions, roles, type PersonAction, type Role } from '@stoa/protocol';
import { describe, expect, it } from 'vitest';
import { by, fullRoom, join, outcome, people, run } from './_people.ts';
import type { Command } from './commands.ts';
import type { RoomState } from './room-state.ts';

/** Second people of each role, so that everybody has an equal. Nobody is host twice. */
const seconds = { cohost: 'p000second', participant: people.other, waiting: 'p00knocker' } as const;

/** Everybody is loud, and everybody inside has a hand up. */
function busyRoom(): RoomState {
  const more: Command[] = [
    { type: 'waiting-room', ...by(people.host), on: false },
    join(seconds.cohost),
    { type: 'set-role', ...by(people.host), target: seconds.cohost, role: 'cohost' },
    { type: 'waiting-room', ...by(people.host), on: true },
    join(people.waiting),
    join(seconds.waiting),
  ];
  // `fullRoom` has let somebody wait: they would be let in above.
  const start = run(fullRoom(), { type: 'kick', ...by(people.host), target: people.waiting });
  const room = more.reduce((at, command) => run(at, command), start);
  return room.view.participants.reduce((at, { id, role }) => {
    const loud = run(at, { type: 'media', ...by(id), audio: true, video: true });
    return role === 'waiting' ? loud : run(loud, { type: 'hand', ...by(id), raised: true });
  }, room);
}

function commandFor(action: PersonAction, actor: string, target: string): Command {
  const one = by(actor);
  switch (action) {
    case 'hand':
      return { type: 'hand', ...one, target, raised: false };
    case 'set-role':
      return { type: 'set-role', ...one, target, role: 'host' };
    case 'ask-unmute':
      return { type: 'permit', ...one, capability: action, target };
    default:
      return { type: action, ...one, target };
  }
}

const pairs = personActions.flatMap((action) =>
  roles.flatMap((role) => roles.map((other): [PersonAction, Role, Role] => [action, role, other])),
);

describe('what one person may do to another', () => {
  const room = busyRoom();
  it.each(pairs.filter(([, role, other]) => role !== 'host' || other !== 'host'))(
    '%s by %s to %s is the same to a menu and to a backend',
    (action, role, other) => {
      const target = role === other && role !== 'host' ? seconds[role] : people[other];
      const result = outcome(room, commandFor(action, people[role], target));
      // Letting somebody in who is in already is done already; who waits is not there to be muted.
      const refused = result === 'not-allowed' || result === 'no-such-participant' || result === '';
      const leavesNoTrace = action === 'ask-unmute';
      const done = leavesNoTrace ? result === '' : !refused;
      expect(done).toBe(allowsOn(role, action, other));
    },
  );

  it('lowers hands of a lower role, and raises none', () => {
    const { host, cohost, participant } = people;
    const lower = { type: 'hand', raised: false, target: participant } as const;
    expect(run(room, { ...lower, ...by(cohost) }).view.hands).not.toContain(participant);
    expect(outcome(room, { ...lower, ...by(cohost), raised: true })).toBe('not-allowed');
    expect(outcome(room, { ...lower, ...by(people.other) })).toBe('not-allowed');
    expect(outcome(room, { ...lower, ...by(cohost), target: host })).toBe('not-allowed');
    expect(outcome(room, { ...lower, ...by(host), target: 'p99999999' })).toBe('no-such-participant');
  });
});

it('ends for everybody at once, who waits included, and only by the host', () => {
  const room = busyRoom();
  const over = run(room, { type: 'end-room', ...by(people.host) });
  expect(over.view.participants).toEqual([]);
  expect(over.view.hands).toEqual([]);
  expect(outcome(room, { type: 'end-room', ...by(people.cohost) })).toBe('not-allowed');
  // The room can be used again, and has a host again.
  expect(run(over, join('p00000009')).view.participants.map((p) => p.role)).toEqual(['host']);
});
