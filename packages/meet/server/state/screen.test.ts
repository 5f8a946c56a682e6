import { limits, type ScreenPolicy } from '@stoa/protocol';
import { describe, expect, it } from 'vitest';
import { by, fullRoom, outcome, people, run } from './_people.ts';
import type { RoomState } from './room-state.ts';

const { host, cohost, participant, waiting, other } = people;

function roomWith(policy: ScreenPolicy): RoomState {
  return run(fullRoom(), { type: 'screen-policy', ...by(host), policy });
}
const share = (who: string, on = true) => ({ type: 'screen', ...by(who), on }) as const;
const request = (who: string) => ({ type: 'screen-request', ...by(who) }) as const;
const allow = (who: string, target: string) => ({ type: 'screen-allow', ...by(who), target }) as const;
const deny = (who: string, target: string) => ({ type: 'screen-deny', ...by(who), target }) as const;
const screenOf = (state: RoomState, id: string) => state.view.participants.find((p) => p.id === id)?.screen;

describe('sharing a screen', () => {
  it.each([
    ['everyone', 'screen', 'screen', 'screen'],
    ['approval', 'screen', 'screen', 'not-allowed'],
    ['moderators', 'screen', 'screen', 'not-allowed'],
  ] as const)('in a room for %s: host %s, co-host %s, participant %s', (policy, ...expected) => {
    const room = roomWith(policy);
    expect([host, cohost, participant].map((who) => outcome(room, share(who)))).toEqual(expected);
    expect(outcome(room, share(waiting))).toBe('not-allowed');
  });

  it('begins and ends once, however often it is asked for', () => {
    const room = run(fullRoom(), share(participant));
    expect(screenOf(room, participant)).toBe('sharing');
    expect(outcome(room, share(participant))).toBe('');
    const ended = run(room, share(participant, false));
    expect(screenOf(ended, participant)).toBeUndefined();
    expect(outcome(ended, share(participant, false))).toBe('');
  });

  it('is for so many people at a time, and goes on for the next when one stops', () => {
    const everyone = [host, cohost, participant, other];
    const sharing = everyone.slice(0, limits.screens);
    const next = everyone[limits.screens] ?? '';
    const full = sharing.reduce((at, who) => run(at, share(who)), fullRoom());
    expect(outcome(full, share(next))).toBe('not-allowed');
    expect(outcome(run(full, share(host, false)), share(next))).toBe('screen');
  });

  it('ends with the one who leaves', () => {
    const left = run(run(fullRoom(), share(participant)), { type: 'leave', ...by(participant) });
    expect(left.view.participants.filter((p) => p.screen !== undefined)).toEqual([]);
  });
});

describe('approval', () => {
  it('is asked for, given, and used up by sharing', () => {
    const asked = run(roomWith('approval'), request(participant));
    expect(screenOf(asked, participant)).toBe('asked');
    expect(outcome(asked, request(participant))).toBe('');
    expect(outcome(asked, share(participant))).toBe('not-allowed');
    const allowed = run(asked, allow(cohost, participant));
    expect(screenOf(allowed, participant)).toBe('allowed');
    const over = run(run(allowed, share(participant)), share(participant, false));
    expect(outcome(over, share(participant))).toBe('not-allowed');
  });

  it('can be withdrawn by the one who asked, and refused', () => {
    const asked = run(roomWith('approval'), request(participant));
    expect(screenOf(run(asked, share(participant, false)), participant)).toBeUndefined();
    expect(screenOf(run(asked, deny(host, participant)), participant)).toBeUndefined();
  });

  it('is not asked for where it would not help', () => {
    expect(outcome(roomWith('moderators'), request(participant))).toBe('not-allowed');
    expect(outcome(fullRoom(), request(participant))).toBe('');
    expect(outcome(roomWith('approval'), request(cohost))).toBe('');
  });

  it('is given only to those who ask, and to nobody who is not there', () => {
    const room = roomWith('approval');
    expect(outcome(room, allow(host, participant))).toBe('');
    expect(outcome(room, allow(host, waiting))).toBe('no-such-participant');
    expect(outcome(room, deny(host, 'p0000none'))).toBe('no-such-participant');
  });
});

describe('moderators', () => {
  it('stop what is shared by people of a lower role, and their own', () => {
    const room = [participant, cohost].reduce((at, who) => run(at, share(who)), fullRoom());
    expect(screenOf(run(room, deny(cohost, participant)), participant)).toBeUndefined();
    expect(screenOf(run(room, deny(host, cohost)), cohost)).toBeUndefined();
    expect(screenOf(run(room, deny(cohost, cohost)), cohost)).toBeUndefined();
    const hosts = run(fullRoom(), share(host));
    expect(outcome(hosts, deny(cohost, host))).toBe('not-allowed');
  });

  it('set the policy; what is shared already goes on', () => {
    const room = run(fullRoom(), share(participant));
    const strict = run(room, { type: 'screen-policy', ...by(cohost), policy: 'moderators' });
    expect(strict.view.settings.screenShare).toBe('moderators');
    expect(screenOf(strict, participant)).toBe('sharing');
    expect(outcome(strict, { type: 'screen-policy', ...by(host), policy: 'moderators' })).toBe('');
  });
});
