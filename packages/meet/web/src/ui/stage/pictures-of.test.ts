import { expect, test } from 'vitest';
import { picturesOf } from './pictures-of.ts';

const rect = (height: number) => ({ left: 0, top: 0, width: 100, height });

test('pictures of others are asked for as high as they are on the screen; what is on another page is not shown', () => {
  const tiles = [
    { id: 'a', own: false },
    { id: 'b', own: false },
    { id: 'me', own: true },
  ];
  const screens = [
    { id: 'a/screen', participant: 'a', own: false },
    { id: 'me/screen', participant: 'me', own: true },
  ];
  const rects = new Map([
    ['a', rect(100)],
    ['me', rect(100)],
    ['a/screen', rect(400.4)],
    ['me/screen', rect(50)],
  ]);
  expect(picturesOf(tiles, screens, rects, 2)).toEqual([
    { participant: 'a', source: 'camera', height: 200 },
    { participant: 'b', source: 'camera', height: 0 },
    { participant: 'a', source: 'screen', height: 801 },
  ]);
});
