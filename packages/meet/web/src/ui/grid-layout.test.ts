import { expect, test } from 'vitest';
import { gridLayout } from './grid-layout.ts';

test('two people stand side by side on a wide screen and one above the other on a phone', () => {
  expect(gridLayout(2, 1_200, 700, 12).columns).toBe(2);
  expect(gridLayout(2, 360, 640, 8).columns).toBe(1);
});

test('tiles fit the box whatever the number', () => {
  for (const [width, height] of [
    [1_600, 900],
    [390, 700],
    [700, 390],
  ] as const) {
    for (let count = 1; count <= 50; count += 1) {
      const grid = gridLayout(count, width, height, 8);
      const rows = Math.ceil(count / grid.columns);
      expect(grid.columns * grid.width + (grid.columns - 1) * 8).toBeLessThanOrEqual(width);
      expect(rows * grid.height + (rows - 1) * 8).toBeLessThanOrEqual(height);
      expect(grid.width / grid.height).toBeLessThan(1.85);
    }
  }
});

test('no room, no tiles, no crash', () => {
  expect(gridLayout(3, 0, 0, 8)).toEqual({ columns: 1, width: 0, height: 0 });
  expect(gridLayout(0, 100, 100, 8).columns).toBe(1);
});
