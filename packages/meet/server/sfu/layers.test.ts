import type { PictureWant } from '@stoa/protocol';
import { expect, test } from 'vitest';
import type { JanusStream } from './janus-message.ts';
import { Layers } from './layers.ts';

const ann = 'p00000001';
const bob = 'p00000002';
const streams: JanusStream[] = [
  { mid: '0', type: 'audio', feed_id: 1, feed_mid: '0', feed_display: ann },
  { mid: '1', type: 'video', feed_id: 1, feed_mid: '1', feed_display: ann },
  { mid: '2', type: 'video', feed_id: 1, feed_mid: '2', feed_display: ann },
  { mid: '3', type: 'video', feed_id: 2, feed_mid: '1', feed_display: bob },
];
const camera = (participant: string, height: PictureWant['height']): PictureWant => ({
  participant,
  source: 'camera',
  height,
});
const owner = (stream: JanusStream) => stream.feed_display;

test('without a wish nothing is said', () => {
  expect(new Layers().due(streams, owner)).toEqual([]);
});

test('pictures are asked for as large as they are shown, each once', () => {
  const layers = new Layers();
  layers.want([camera(ann, 120), camera(bob, 1_080), { participant: ann, source: 'screen', height: 'off' }]);
  expect(layers.due(streams, owner)).toEqual([
    { mid: '1', send: true, substream: 0 },
    { mid: '2', send: false },
    { mid: '3', send: true, substream: 2 },
  ]);
  expect(layers.due(streams, owner)).toEqual([]);
  layers.want([camera(ann, 300), camera(bob, 1_080)]);
  expect(layers.due(streams, owner)).toEqual([
    { mid: '1', send: true, substream: 1 },
    { mid: '2', send: true, substream: 2 },
  ]);
});

test('a line that comes to carry somebody else is told anew; one that ends is forgotten', () => {
  const layers = new Layers();
  layers.want([camera(ann, 120), camera(bob, 120)]);
  layers.due(streams, owner);
  const later: JanusStream[] = [
    { mid: '1', type: 'video', feed_id: 2, feed_mid: '1', feed_display: bob },
    { mid: '3', type: 'video', active: false },
  ];
  expect(layers.due(later, owner)).toEqual([{ mid: '1', send: true, substream: 0 }]);
  expect(layers.due(streams, owner).map(({ mid }) => mid)).toEqual(['1', '3']);
});

test('a new handle is told everything', () => {
  const layers = new Layers();
  layers.want([camera(bob, 'off')]);
  expect(layers.due(streams, owner)).toHaveLength(1);
  layers.forget();
  expect(layers.due(streams, owner)).toEqual([{ mid: '3', send: false }]);
});
