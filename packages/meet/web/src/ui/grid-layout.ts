export interface GridLayout {
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}

/** Widest shape of a tile, and narrowest on a wide screen and on an upright phone; pictures are cropped to it. */
const widest = 16 / 9;
const narrowestWide = 4 / 3;
const narrowestUpright = 4 / 5;

/**
 * Columns and tile size (px) that show `count` tiles as large as possible in a box.
 * @param gap px between tiles
 */
export function gridLayout(count: number, width: number, height: number, gap: number): GridLayout {
  const narrowest = width > height ? narrowestWide : narrowestUpright;
  let best: GridLayout = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const cellWidth = (width - gap * (columns - 1)) / columns;
    const cellHeight = (height - gap * (rows - 1)) / rows;
    if (cellWidth <= 0 || cellHeight <= 0) continue;
    const tileWidth = Math.min(cellWidth, cellHeight * widest);
    const tileHeight = Math.min(cellHeight, tileWidth / narrowest);
    if (tileWidth * tileHeight > best.width * best.height) {
      best = { columns, width: Math.floor(tileWidth), height: Math.floor(tileHeight) };
    }
  }
  return best;
}
