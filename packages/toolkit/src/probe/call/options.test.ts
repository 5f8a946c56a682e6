import { describe, expect, it } from 'vitest';
import { planCall, type CallOptions } from './options.ts';

const urls = ['https://a.example.org', 'https://b.example.org'];

describe('planCall', () => {
  it('makes one participant per path, spread over the backends, in a random room', () => {
    const plan = planCall({ urls, paths: ['direct', 'udp', 'tcp', 'tls'] });
    expect(plan.participants.map(({ name }) => name)).toEqual(['direct', 'udp', 'tcp', 'tls']);
    expect(plan.participants.map((p) => p.urls[0])).toEqual([urls[0], urls[1], urls[0], urls[1]]);
    expect(plan.participants[1]?.urls).toHaveLength(2);
    expect(plan.room).toMatch(/^call-[0-9a-f]{16}$/);
    expect(planCall({ urls }).room).not.toBe(plan.room);
  });

  it('takes two on the direct path when nothing is said', () => {
    expect(planCall({ urls }).participants.map(({ name }) => name)).toEqual(['direct', 'direct-2']);
  });

  it('goes round the paths when there are more participants', () => {
    const plan = planCall({ urls, paths: ['direct', 'tls'], participants: 5 });
    expect(plan.participants.map(({ name }) => name)).toEqual([
      'direct',
      'tls',
      'direct-2',
      'tls-2',
      'direct-3',
    ]);
  });

  it('names those who share a path apart', () => {
    const names = planCall({ urls, paths: ['direct', 'direct', 'udp'] }).participants.map(({ name }) => name);
    expect(names).toEqual(['direct', 'direct-2', 'udp']);
  });

  it.each<[string, Partial<CallOptions>]>([
    ['no URL', { urls: [] }],
    ['no path', { paths: [] }],
    ['an unknown path', { paths: ['smoke' as 'udp'] }],
    ['one participant', { participants: 1 }],
    ['half a participant', { participants: 2.5 }],
    ['fewer participants than paths', { participants: 2, paths: ['direct', 'udp', 'tcp'] }],
    ['too many participants', { participants: 51 }],
    ['a room that is no name', { room: 'My Room' }],
    ['no duration', { durationMs: 0 }],
    ['a duration that is no number', { durationMs: Number.NaN }],
    ['nothing to publish', { kinds: [] }],
  ])('refuses %s, with a hint', (_what, change) => {
    expect(() => planCall({ urls, ...change })).toThrow(
      expect.objectContaining({ code: 'CALL_OPTIONS', hint: expect.any(String) }),
    );
  });
});
