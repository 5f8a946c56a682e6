import { emptyRoom } from '@stoa/protocol';
import type { RoomView } from '@stoa/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MediaAnnouncer } from './_media-announcer.ts';
import { RequestError } from './_requests.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const me = 'p00000001';

function room(audio: boolean, video: boolean): RoomView {
  const person = {
    id: me,
    name: 'Ada',
    joinedAt: 1,
    connected: true,
    generation: 1,
    published: [],
    role: 'participant' as const,
  };
  return { ...emptyRoom('r'), participants: [{ ...person, audio, video }] };
}

function announcer(answers: (RequestError | null)[]) {
  const sent: string[] = [];
  const view = room(false, false);
  const announcer: MediaAnnouncer = new MediaAnnouncer(
    async (message) => {
      if (message.type === 'media') sent.push(`${message.audio} ${message.video}`);
      const error = answers.shift();
      if (error) throw error;
    },
    () => announcer.reconcile(view, me),
  );
  return { sent, view, announcer };
}

test('only a difference is sent, and only once', async () => {
  const { sent, view, announcer: one } = announcer([]);
  one.want({ audio: false, video: false });
  one.reconcile(view, me);
  one.want({ audio: true, video: false });
  one.reconcile(view, me);
  one.reconcile(view, me);
  await vi.advanceTimersByTimeAsync(0);
  one.reconcile(view, me);
  expect(sent).toEqual(['true false']);
});

test('a wish that changes while the first is on its way follows it', async () => {
  const { sent, view, announcer: one } = announcer([]);
  one.want({ audio: true, video: false });
  one.reconcile(view, me);
  one.want({ audio: true, video: true });
  one.reconcile(view, me);
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual(['true false', 'true true']);
});

test('what was refused for now is sent again later, what was refused for good is not', async () => {
  const later = announcer([new RequestError('log-unavailable', '', true), null]);
  later.announcer.want({ audio: true, video: false });
  later.announcer.reconcile(later.view, me);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(later.sent).toEqual(['true false', 'true false']);

  const never = announcer([new RequestError('not-allowed', '', false)]);
  never.announcer.want({ audio: true, video: false });
  never.announcer.reconcile(never.view, me);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(never.sent).toEqual(['true false']);
});

test('after a new connection the room is compared again', async () => {
  const { sent, view, announcer: one } = announcer([]);
  one.want({ audio: true, video: true });
  one.reconcile(view, me);
  await vi.advanceTimersByTimeAsync(0);
  one.forget();
  one.reconcile(view, me);
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual(['true true', 'true true']);
  one.forget();
  one.reconcile(room(true, true), me);
  expect(sent).toHaveLength(2);
});
