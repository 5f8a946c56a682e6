import { emptyRoom } from '@stoa/protocol';
import type { ParticipantView } from '@stoa/protocol';
import { expect, test } from 'vitest';
import { tilesOf } from './tiles-of.ts';

const person: ParticipantView = {
  id: 'p00000002',
  name: 'Grace',
  joinedAt: 1,
  connected: true,
  generation: 1,
  audio: true,
  video: true,
  published: ['audio', 'video'],
  role: 'participant',
};
const notes = { connecting: 'connecting', broken: 'broken', away: 'away' };
const device = { on: true, track: null, problem: null };
const own = {
  name: 'Ada',
  local: { audio: device, video: device, opening: false, closed: false },
  stream: null,
};
const stream = { getVideoTracks: () => [{}] } as unknown as MediaStream;

function tiles(change: Partial<ParticipantView>, link?: 'connecting' | 'connected' | 'broken') {
  const view = {
    ...emptyRoom('r'),
    participants: [
      { ...person, id: 'p00000001' },
      { ...person, ...change },
    ],
  };
  const remote = link === undefined ? {} : { [person.id]: { stream, link } };
  return tilesOf({ view, me: 'p00000001' }, remote, own, notes);
}

test('others first, oneself last and named as typed', () => {
  expect(tiles({}, 'connected').map((tile) => [tile.name, tile.own])).toEqual([
    ['Grace', false],
    ['Ada', true],
  ]);
});

test('a picture shows only while the camera is on', () => {
  expect(tiles({}, 'connected')[0]).toMatchObject({ stream, muted: false, note: null });
  expect(tiles({ video: false, audio: false }, 'connected')[0]).toMatchObject({ stream: null, muted: true });
});

test('notes say what is under way, never while media flows', () => {
  expect(tiles({}, 'connecting')[0]?.note).toBe('connecting');
  expect(tiles({}, 'broken')[0]?.note).toBe('broken');
  expect(tiles({ connected: false }, 'connecting')[0]?.note).toBe('away');
  expect(tiles({ connected: false }, 'connected')[0]?.note).toBeNull();
  expect(tiles({ published: [] })[0]?.note).toBeNull();
});

test('who waits at the door has no tile', () => {
  expect(tiles({ role: 'waiting' }).map((tile) => tile.own)).toEqual([true]);
});
