import { gridLayout } from '../grid-layout.ts';
import type { Arrangement, Layout } from './arrange.ts';

/** Pixels within the stage. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Placement {
  /** Tiles that are on the present page; the others are not shown. */
  readonly rects: ReadonlyMap<string, Rect>;
  readonly page: number;
  readonly pages: number;
}

export interface Box {
  readonly width: number;
  readonly height: number;
}

export const gap = 12;
/** A tile of the grid is not made smaller than this; further ones are on further pages. */
const leastTile: Box = { width: 140, height: 96 };
/** Pictures that are decoded at a time, whatever the size of the screen. */
const mostTiles = 49;
const stripShare = 0.22;
const stripShape = 4 / 3;
const [stripLeast, stripMost] = [72, 168];

/** How many pieces of a length fit beside each other; one at least. */
function fit(space: number, length: number): number {
  return Math.max(1, Math.floor((space + gap) / (length + gap)));
}

function slice<T>(items: readonly T[], perPage: number, page: number) {
  const pages = Math.max(1, Math.ceil(items.length / perPage));
  const at = Math.min(Math.max(0, page), pages - 1);
  return { shown: items.slice(at * perPage, (at + 1) * perPage), page: at, pages };
}

function placeGrid(tiles: readonly string[], box: Box, page: number): Placement {
  const room = fit(box.width, leastTile.width) * fit(box.height, leastTile.height);
  const { shown, ...rest } = slice(tiles, Math.min(mostTiles, room), page);
  const { columns, width, height } = gridLayout(shown.length, box.width, box.height, gap);
  const rows = Math.ceil(shown.length / columns);
  const top = (box.height - rows * height - (rows - 1) * gap) / 2;
  const rects = shown.map((id, index): [string, Rect] => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, shown.length - row * columns);
    const left = (box.width - inRow * width - (inRow - 1) * gap) / 2;
    const offset = (index % columns) * (width + gap);
    return [id, { left: left + offset, top: top + row * (height + gap), width, height }];
  });
  return { rects: new Map(rects), ...rest };
}

/** Strip on the right where there is width for it, else below. */
function stripBeside(layout: Layout, box: Box): boolean {
  return layout === 'side' && box.width > box.height;
}

function placeFocus(
  { main: [focus = ''], strip }: Arrangement,
  layout: Layout,
  box: Box,
  page: number,
): Placement {
  const beside = stripBeside(layout, box);
  const share = (beside ? box.width : box.height) * stripShare;
  const thick = Math.min(beside ? stripMost * stripShape : stripMost, Math.max(stripLeast, share));
  const long = beside ? thick / stripShape : thick * stripShape;
  const space = beside ? box.height : box.width;
  const { shown, ...rest } = slice(strip, fit(space, long), page);
  const start = (space - shown.length * long - (shown.length - 1) * gap) / 2;
  const rects = new Map<string, Rect>();
  rects.set(focus, {
    left: 0,
    top: 0,
    width: Math.max(0, box.width - (beside ? thick + gap : 0)),
    height: Math.max(0, box.height - (beside ? 0 : thick + gap)),
  });
  shown.forEach((id, index) => {
    const along = start + index * (long + gap);
    rects.set(
      id,
      beside
        ? { left: box.width - thick, top: along, width: thick, height: long }
        : { left: along, top: box.height - thick, width: long, height: thick },
    );
  });
  return { rects, ...rest };
}

/**
 * Where each tile goes. Tiles keep their elements while they move, so a picture never starts anew when somebody is
 * pinned or begins to speak. Pure.
 * @param page wished for; the nearest that there is is taken
 */
export function place(arrangement: Arrangement, layout: Layout, box: Box, page: number): Placement {
  if (box.width <= 0 || box.height <= 0) return { rects: new Map(), page: 0, pages: 1 };
  return arrangement.strip.length === 0
    ? placeGrid(arrangement.main, box, page)
    : placeFocus(arrangement, layout, box, page);
}
