import type { LogEvent } from '@stoa/protocol';
import { describe, expect, it } from 'vitest';
import { storyOf } from './leg-story.ts';

const begun: LogEvent = { type: 'migrating', at: 100, sfu: 's1', leg: 7 };
const ready = (participant: string, leg = 7): LogEvent => ({
  type: 'switched',
  at: 150,
  participant,
  leg,
  gapMs: { audio: 20, video: null },
});
const placed: LogEvent = { type: 'placed', at: 160, sfu: 's1', leg: 7 };

describe('how a room came to its present leg', () => {
  it('is told by its log: when, how long, who', () => {
    expect(storyOf([begun, ready('p00000001'), ready('p00000002', 6), placed], 7)).toEqual({
      begunAt: 100,
      tookMs: 60,
      participants: [{ participant: 'p00000001', audio: 20, video: null }],
    });
  });

  it('is no move where the room was placed there, stood by, or the log begins later', () => {
    expect(storyOf([{ type: 'placed', at: 100, sfu: 's1' }], 7)).toBeUndefined();
    expect(storyOf([{ ...begun, standby: true }, placed], 7)).toBeUndefined();
    expect(storyOf([ready('p00000001'), placed], 7)).toBeUndefined();
    expect(storyOf([begun, placed], 8)).toBeUndefined();
  });
});
