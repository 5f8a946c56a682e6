import { expect, test } from 'vitest';
import { layouts } from './arrange.ts';
import { nextLayout, rememberLayout, rememberedLayout } from './stage-preferences.ts';

function memory() {
  const items = new Map<string, string>();
  return {
    read: (key: string) => items.get(key) ?? null,
    write: (key: string, value: string) => void items.set(key, value),
    remove: (key: string) => void items.delete(key),
  };
}

test('the layout is remembered; what is not one is the grid', () => {
  const storage = memory();
  expect(rememberedLayout(storage)).toBe('grid');
  for (const layout of layouts) {
    rememberLayout(storage, layout);
    expect(rememberedLayout(storage)).toBe(layout);
  }
  storage.write('stoa.layout', 'carousel');
  expect(rememberedLayout(storage)).toBe('grid');
});

test('pressing on goes through all layouts and comes back', () => {
  const way = layouts.map((_, index) => layouts.slice(0, index).reduce(nextLayout, layouts[0]));
  expect(way).toEqual(layouts);
  expect(nextLayout(way.at(-1) ?? 'grid')).toBe(layouts[0]);
});
