import type { PublishedKind } from '@stoa/protocol';
import { expect, test } from 'vitest';
import type { JanusStream } from './janus-message.ts';
import type { Feed } from './media-port.ts';
import { changesOf, kindOf, remoteStreams } from './subscriptions.ts';

const camera: JanusStream[] = [
  { mid: '0', type: 'audio', feed_id: 7, feed_mid: '0' },
  { mid: '1', type: 'video', feed_id: 7, feed_mid: '1' },
];
const screen: JanusStream = { mid: '2', type: 'video', feed_id: 7, feed_mid: '2' };
const sound: JanusStream = { mid: '3', type: 'audio', feed_id: 7, feed_mid: '3' };
const feed = (...kinds: PublishedKind[]): Feed => ({ feed: 7, participant: 'p00000001', kinds });
const nothing = { subscribe: [], unsubscribe: [] };

test('what a stream is follows from its mid at the publisher', () => {
  expect([...camera, screen, sound].map(kindOf)).toEqual(['audio', 'video', 'screen-video', 'screen-audio']);
  expect(kindOf({ mid: '4', type: 'data' })).toBeUndefined();
});

test('a new feed is subscribed to with all that it has', () => {
  expect(changesOf([], [feed('audio', 'video')])).toEqual({ ...nothing, subscribe: [{ feed: 7 }] });
  expect(changesOf([], [feed('audio', 'video', 'screen-video')]).subscribe).toEqual([{ feed: 7 }]);
  expect(changesOf(camera, [feed('audio', 'video')])).toEqual(nothing);
  expect(changesOf([camera[0] ?? screen], [feed('audio', 'video')]).subscribe).toEqual([{ feed: 7 }]);
});

test('a screen that comes later is subscribed to by itself, and ends by itself', () => {
  const both = feed('audio', 'video', 'screen-video', 'screen-audio');
  expect(changesOf(camera, [both])).toEqual({
    ...nothing,
    subscribe: [
      { feed: 7, mid: '2' },
      { feed: 7, mid: '3' },
    ],
  });
  expect(changesOf([...camera, screen, sound], [both])).toEqual(nothing);
  expect(changesOf([...camera, screen, sound], [feed('audio', 'video', 'screen-video')])).toEqual({
    ...nothing,
    unsubscribe: [{ feed: 7, mid: '3' }],
  });
});

test('a feed that is gone is given up as a whole, once', () => {
  expect(changesOf([...camera, screen], [])).toEqual({ ...nothing, unsubscribe: [{ feed: 7 }] });
  // Lines that Janus keeps for later have no feed.
  expect(changesOf([{ mid: '0', type: 'audio', active: false }], [])).toEqual(nothing);
});

test('clients are told whose streams they are, and what they show', () => {
  const streams = [...camera, { ...screen, active: false }, { mid: '9', type: 'data', feed_id: 7 }];
  expect(remoteStreams(streams, ({ feed_id: feed }) => (feed === 7 ? 'p00000001' : undefined))).toEqual([
    { mid: '0', participant: 'p00000001', kind: 'audio', source: 'camera', active: true },
    { mid: '1', participant: 'p00000001', kind: 'video', source: 'camera', active: true },
    { mid: '2', participant: 'p00000001', kind: 'video', source: 'screen', active: false },
  ]);
  expect(remoteStreams(streams, () => undefined)).toEqual([]);
});
