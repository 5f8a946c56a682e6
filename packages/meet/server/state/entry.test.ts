import type { GrantedRole } from '@stoa/protocol';
import { describe, expect, it } from 'vitest';
import { by, fullRoom, join, outcome, people, roleOf, run } from './_people.ts';
import type { Command } from './commands.ts';
import { emptyState, type RoomState } from './room-state.ts';

const { host, cohost, participant, other } = people;
const newcomer = 'p0000newcomer';
const empty = emptyState('r');

const vouched = (id: string, granted?: GrantedRole): Command => ({
  ...join(id),
  identity: { user: `hmac:${id}`, ...(granted ? { granted } : {}) },
});
const knocking = (id: string): Command => ({ ...join(id), knocks: true });
const hosts = (state: RoomState) => state.view.participants.filter((p) => p.role === 'host').map((p) => p.id);

describe('who comes with a token', () => {
  it('is what the token grants, and the first to come only where it grants nothing', () => {
    expect(roleOf(run(empty, vouched(newcomer)), newcomer)).toBe('host');
    expect(roleOf(run(empty, vouched(newcomer, 'host')), newcomer)).toBe('host');
    expect(roleOf(run(empty, vouched(newcomer, 'participant')), newcomer)).toBe('waiting');
    // Somebody has to be host.
    expect(roleOf(run(empty, vouched(newcomer, 'cohost')), newcomer)).toBe('host');
    expect(roleOf(run(fullRoom(), vouched(newcomer, 'cohost')), newcomer)).toBe('cohost');
  });

  it('waits for somebody who leads, and is let in by them', () => {
    const waiting = run(empty, vouched(other, 'participant'));
    expect(hosts(waiting)).toEqual([]);
    const led = run(waiting, vouched(newcomer, 'host'));
    expect([roleOf(led, other), roleOf(led, newcomer)]).toEqual(['waiting', 'host']);
    const inside = run(led, { type: 'admit', ...by(newcomer), target: other });
    expect(roleOf(inside, other)).toBe('participant');
    expect(roleOf(run(inside, vouched(participant, 'participant')), participant)).toBe('participant');
  });

  it('takes the room over from a host by chance, who keeps what their own token grants', () => {
    const byChance = run(empty, join(host));
    const over = run(byChance, vouched(newcomer, 'host'));
    expect([roleOf(over, host), roleOf(over, newcomer)]).toEqual(['cohost', 'host']);
    const guests = run(run(empty, vouched(cohost, 'host')), vouched(other, 'participant'));
    const inherited = run(guests, { type: 'leave', ...by(cohost) });
    expect(hosts(inherited)).toEqual([other]);
    const back = run(inherited, vouched(newcomer, 'host'));
    expect([roleOf(back, other), roleOf(back, newcomer)]).toEqual(['participant', 'host']);
  });

  it('does not take it from another host whose token says the same', () => {
    const two = run(run(empty, vouched(host, 'host')), vouched(newcomer, 'host'));
    expect([roleOf(two, host), roleOf(two, newcomer)]).toEqual(['host', 'cohost']);
  });

  it('passes lock, passcode and waiting room as host or co-host, and as nobody else', () => {
    const closed = [
      { type: 'lock', ...by(host), locked: true },
      { type: 'passcode', ...by(host), passcode: { salt: '00', hash: '11' } },
    ].reduce((at, command) => run(at, command as Command), fullRoom());
    expect(roleOf(run(closed, vouched(newcomer, 'cohost')), newcomer)).toBe('cohost');
    expect(hosts(run(closed, vouched(newcomer, 'host')))).toEqual([newcomer]);
    expect(outcome(closed, vouched(newcomer, 'participant'))).toBe('passcode-required');
    expect(outcome(closed, vouched(newcomer))).toBe('passcode-required');
    const locked = run(fullRoom(), { type: 'lock', ...by(host), locked: true });
    expect(outcome(locked, vouched(newcomer, 'participant'))).toBe('room-locked');
    expect(outcome(locked, knocking(newcomer))).toBe('room-locked');
    expect(roleOf(run(fullRoom(), vouched(newcomer, 'participant')), newcomer)).toBe('waiting');
  });

  it('is remembered with the seat, unseen by the others', () => {
    const room = run(empty, vouched(newcomer, 'cohost'));
    expect(room.seats[newcomer]).toMatchObject({ user: `hmac:${newcomer}`, granted: 'cohost' });
    expect(JSON.stringify(room.view)).not.toContain('hmac:');
    expect(run(empty, join(newcomer)).seats[newcomer]).toMatchObject({ user: null, granted: null });
  });
});

it('whom nobody vouches for knocks, whoever is there', () => {
  expect(roleOf(run(empty, knocking(newcomer)), newcomer)).toBe('waiting');
  const open = run(fullRoom(), { type: 'waiting-room', ...by(host), on: false });
  expect(roleOf(run(open, knocking(newcomer)), newcomer)).toBe('waiting');
});
