import { expect, test } from 'vitest';
import { arrange, layouts } from './arrange.ts';
import type { Layout } from './arrange.ts';
import { gap, place } from './place.ts';
import type { Box, Rect } from './place.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);
const boxes: readonly Box[] = [
  { width: 1_600, height: 860 },
  { width: 860, height: 540 },
  { width: 370, height: 600 },
  { width: 640, height: 300 },
];

function placed(count: number, layout: Layout, box: Box, pinned: string | null = null, page = 0) {
  const tiles = names(count);
  const input = { layout, tiles, screens: [], pinned, speaker: null, me: tiles.at(-1) ?? '' };
  return place(arrange(input), layout, box, page);
}

function overlap(a: Rect, b: Rect): boolean {
  const apart =
    a.left + a.width <= b.left ||
    b.left + b.width <= a.left ||
    a.top + a.height <= b.top ||
    b.top + b.height <= a.top;
  return !apart;
}

test('tiles are within the stage and apart from each other, at every size, layout and number', () => {
  for (const box of boxes) {
    for (const layout of layouts) {
      for (const count of [1, 2, 3, 5, 9, 30]) {
        const rects = [...placed(count, layout, box, count > 2 ? 'p1' : null).rects.values()];
        expect(rects.length).toBeGreaterThan(0);
        for (const [index, rect] of rects.entries()) {
          expect(Math.min(rect.left, rect.top, rect.width, rect.height)).toBeGreaterThanOrEqual(0);
          expect(rect.left + rect.width).toBeLessThanOrEqual(box.width + 0.01);
          expect(rect.top + rect.height).toBeLessThanOrEqual(box.height + 0.01);
          expect(rects.slice(index + 1).some((other) => overlap(rect, other))).toBe(false);
        }
      }
    }
  }
});

test('every tile is on one page', () => {
  for (const layout of layouts) {
    const box = { width: 370, height: 600 };
    const { pages } = placed(60, layout, box);
    expect(pages).toBeGreaterThan(1);
    const seen = Array.from({ length: pages }, (_, page) => [
      ...placed(60, layout, box, null, page).rects.keys(),
    ]);
    expect([...new Set(seen.flat())].toSorted()).toEqual(names(60).toSorted());
    expect(placed(60, layout, box, null, 99).page).toBe(pages - 1);
  }
});

test('the one in focus is larger than all others; the strip is below, or beside where asked and wide enough', () => {
  const wide = { width: 1_200, height: 700 };
  for (const layout of layouts) {
    const { rects } = placed(4, layout, wide, 'p2');
    const focus = rects.get('p2');
    const others = [...rects].filter(([id]) => id !== 'p2').map(([, rect]) => rect);
    expect(others).toHaveLength(3);
    for (const rect of others) expect(rect.width * 3).toBeLessThan(focus?.width ?? 0);
    const [start, length] = layout === 'side' ? (['left', 'width'] as const) : (['top', 'height'] as const);
    expect(others[0]?.[start]).toBeGreaterThanOrEqual((focus?.[length] ?? 0) + gap);
  }
  const phone = { width: 370, height: 600 };
  expect(placed(3, 'side', phone).rects).toEqual(placed(3, 'speaker', phone).rects);
});

test('a stage without size shows nothing', () => {
  expect(placed(3, 'grid', { width: 0, height: 0 })).toEqual({ rects: new Map(), page: 0, pages: 1 });
});
