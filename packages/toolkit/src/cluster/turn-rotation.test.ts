import { describe, expect, it } from 'vitest';
import type { TurnSecrets } from './materials.ts';
import { acceptedSecrets, turnSteps } from './turn-rotation.ts';

const now = new Date('2026-06-01T12:00:00Z');
const lifetimeMs = 600_000;
const steps = (kept: TurnSecrets, wanted?: string) => turnSteps(kept, { wanted, now, lifetimeMs });

describe('the TURN secret', () => {
  it('stays as it is when nothing else is wanted', () => {
    expect(steps({ signing: 'a' })).toEqual({ steps: [{ signing: 'a' }] });
    expect(steps({ signing: 'a' }, 'a')).toEqual({ steps: [{ signing: 'a' }] });
  });

  it('changes in two steps: everybody knows the new one before anybody signs with it', () => {
    const until = '2026-06-01T13:10:00.000Z';
    const change = steps({ signing: 'a' }, 'b');
    expect(change).toEqual({
      steps: [
        { signing: 'a', next: 'b' },
        { signing: 'b', previous: { secret: 'a', until } },
      ],
    });
    // Both steps are the same to the relays: they restart once.
    expect('steps' in change && change.steps.map(acceptedSecrets)).toEqual([
      { current: 'b', previous: 'a' },
      { current: 'b', previous: 'a' },
    ]);
  });

  it('is carried on with by the next apply when the change was killed', () => {
    const change = steps({ signing: 'a', next: 'b' });
    expect('steps' in change && change.steps.map(({ signing }) => signing)).toEqual(['a', 'b']);
  });

  it('that was about to change does not when the config takes it back', () => {
    expect(steps({ signing: 'a', next: 'b' }, 'a')).toEqual({ steps: [{ signing: 'a' }] });
  });

  it('is remembered until the last credentials made with it have expired, then forgotten', () => {
    const previous = { secret: 'a', until: '2026-06-01T12:00:01Z' };
    expect(steps({ signing: 'b', previous })).toEqual({ steps: [{ signing: 'b', previous }] });
    const over = { secret: 'a', until: '2026-06-01T12:00:00Z' };
    expect(steps({ signing: 'b', previous: over })).toEqual({ steps: [{ signing: 'b' }] });
    expect(acceptedSecrets({ signing: 'b' })).toEqual({ current: 'b' });
  });

  it('does not change again before that: credentials would be refused', () => {
    const previous = { secret: 'a', until: '2026-06-01T12:30:00Z' };
    expect(steps({ signing: 'b', previous }, 'c')).toEqual({ busyUntil: previous.until });
  });
});
