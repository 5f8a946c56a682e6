import { expect, test } from 'vitest';
import { arrange, layouts } from './arrange.ts';
import type { ArrangeInput } from './arrange.ts';

const base: ArrangeInput = {
  layout: 'grid',
  tiles: ['a', 'b', 'a screen', 'me'],
  screens: [],
  pinned: null,
  speaker: null,
  me: 'me',
};
const large = (change: Partial<ArrangeInput>) => arrange({ ...base, ...change }).main;

test('the grid shows all alike until somebody is pinned or shares a screen', () => {
  expect(arrange(base)).toEqual({ main: base.tiles, strip: [] });
  expect(large({ speaker: 'b' })).toEqual(base.tiles);
  expect(arrange({ ...base, pinned: 'b' })).toEqual({ main: ['b'], strip: ['a', 'a screen', 'me'] });
  expect(large({ screens: ['a screen'] })).toEqual(['a screen']);
});

test('large is what is pinned, then the newest screen, then who speaks, then the first of the others', () => {
  for (const layout of ['speaker', 'side'] as const) {
    expect(large({ layout, pinned: 'me', screens: ['a screen'], speaker: 'b' })).toEqual(['me']);
    expect(large({ layout, screens: ['b', 'a screen'], speaker: 'b' })).toEqual(['a screen']);
    expect(large({ layout, speaker: 'b' })).toEqual(['b']);
    expect(large({ layout, speaker: 'me' })).toEqual(['a']);
    expect(large({ layout })).toEqual(['a']);
  }
});

test('who has gone is neither pinned nor waited for', () => {
  expect(large({ layout: 'speaker', pinned: 'gone', screens: ['gone'], speaker: 'gone' })).toEqual(['a']);
  expect(large({ pinned: 'gone' })).toEqual(base.tiles);
});

test('every tile is on stage exactly once, whatever the layout', () => {
  for (const layout of layouts) {
    for (const tiles of [[], ['me'], ['a', 'me'], base.tiles]) {
      for (const pinned of [null, ...tiles]) {
        const { main, strip } = arrange({ ...base, layout, tiles, pinned });
        expect([...main, ...strip].toSorted()).toEqual(tiles.toSorted());
        expect(main.length).toBe(strip.length > 0 ? 1 : tiles.length);
      }
    }
  }
});
