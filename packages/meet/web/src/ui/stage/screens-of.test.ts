import { emptyRoom } from '@stoa/protocol';
import type { ParticipantView, Role, ScreenState } from '@stoa/protocol';
import { expect, test } from 'vitest';
import { requestsOf, screensOf } from './screens-of.ts';

function person(id: string, role: Role, screen?: ScreenState): ParticipantView {
  const base = { joinedAt: 1, connected: true, generation: 1, audio: true, video: true, published: [] };
  return { ...base, id, name: `Name of ${id}`, role, screen };
}
const people = [
  person('host', 'host', 'sharing'),
  person('cohost', 'cohost'),
  person('ann', 'participant', 'sharing'),
  person('bob', 'participant', 'asked'),
];
const room = (me: string) => ({ view: { ...emptyRoom('r'), participants: people }, me });
const stream = {} as unknown as MediaStream;
const mine = {} as unknown as MediaStream;

test('whoever shares has a tile, also while the picture is on its way', () => {
  const screens = screensOf(room('ann'), { host: stream, bob: stream }, mine);
  expect(screens.map(({ id, own, stream: shown }) => [id, own, shown === null])).toEqual([
    ['host/screen', false, false],
    ['ann/screen', true, false],
  ]);
  expect(screens[1]?.stream).toBe(mine);
  expect(screensOf(room('bob'), {}, null).map(({ stream: shown }) => shown)).toEqual([null, null]);
});

test('moderators can stop those of a lower role', () => {
  const stoppable = (me: string) =>
    screensOf(room(me), {}, null)
      .filter((screen) => screen.stoppable)
      .map(({ participant }) => participant);
  expect(stoppable('host')).toEqual(['ann']);
  expect(stoppable('cohost')).toEqual(['ann']);
  expect(stoppable('bob')).toEqual([]);
  expect(stoppable('ann')).toEqual([]);
});

test('moderators see who asks', () => {
  expect(['host', 'cohost', 'ann', 'nobody'].map((me) => requestsOf(room(me)).map(({ id }) => id))).toEqual([
    ['bob'],
    ['bob'],
    [],
    [],
  ]);
});
