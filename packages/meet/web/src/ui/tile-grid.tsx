import type { CSSProperties } from 'react';
import { texts } from '../texts/index.ts';
import { gridLayout } from './grid-layout.ts';
import { Tile } from './tile.tsx';
import type { TileProps } from './tile.tsx';
import { useElementSize } from './use-store.ts';

const gap = 12;

export function TileGrid({ tiles }: { readonly tiles: readonly TileProps[] }) {
  const [box, size] = useElementSize<HTMLUListElement>();
  const grid = gridLayout(tiles.length, size.width, size.height, gap);
  const style = {
    '--tile-width': `${grid.width}px`,
    '--tile-height': `${grid.height}px`,
    '--columns': grid.columns,
  } as CSSProperties;
  return (
    <ul className="grid" ref={box} style={style} aria-label={texts.call.tiles}>
      {tiles.map((tile) => (
        <Tile key={tile.id} {...tile} />
      ))}
    </ul>
  );
}
