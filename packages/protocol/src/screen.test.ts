import { describe, expect, it } from 'vitest';
import { applyEvents } from './room-reducer.ts';
import { emptyRoom } from './room-reducer.ts';
import type { RoomEvent } from './room-events.ts';
import { roles } from './roles.ts';
import { mayShare, screenPolicies } from './screen.ts';

describe('who may share a screen', () => {
  it.each([
    ['everyone', 'host cohost participant'],
    ['approval', 'host cohost'],
    ['moderators', 'host cohost'],
  ] as const)('policy %s: %s', (policy, expected) => {
    expect(roles.filter((role) => mayShare(policy, { role })).join(' ')).toBe(expected);
  });

  it('is everyone without a policy', () => {
    expect(mayShare(undefined, { role: 'participant' })).toBe(true);
    expect(mayShare(undefined, { role: 'waiting' })).toBe(false);
  });

  it('counts a permission only where there is approval', () => {
    const may = (screen: 'asked' | 'allowed' | 'sharing') =>
      screenPolicies.filter((policy) => mayShare(policy, { role: 'participant', screen }));
    expect(may('asked')).toEqual(['everyone']);
    expect(may('allowed')).toEqual(['everyone', 'approval']);
    expect(may('sharing')).toEqual(['everyone', 'approval']);
  });
});

describe('the view', () => {
  const participant = 'p00000001';
  const joined: RoomEvent = { type: 'joined', at: 1, participant, name: 'Ann' };
  const after = (...events: RoomEvent[]) =>
    applyEvents(emptyRoom('r'), { from: 0, version: events.length + 1, events: [joined, ...events] })
      ?.participants[0];

  it('follows requests, permissions and shares', () => {
    const screen = (state?: 'asked' | 'allowed' | 'sharing'): RoomEvent => ({
      type: 'screen',
      at: 2,
      participant,
      state,
      by: participant,
    });
    expect(after()?.screen).toBeUndefined();
    expect(after(screen('asked'))?.screen).toBe('asked');
    expect(after(screen('asked'), screen('allowed'), screen('sharing'))?.screen).toBe('sharing');
    expect(after(screen('sharing'), screen())).toEqual(after());
  });

  it('follows the policy', () => {
    const events: RoomEvent[] = [{ type: 'settings', at: 2, by: participant, screenShare: 'approval' }];
    const view = applyEvents(emptyRoom('r'), { from: 0, version: 1, events });
    expect(view?.settings).toMatchObject({ locked: false, screenShare: 'approval' });
  });
});
