import { useState } from 'react';
import type { CSSProperties } from 'react';
import type { QualityLevel } from '@stoa/protocol';
import { texts } from '../../texts/index.ts';
import { IconButton } from '../icon-button.tsx';
import { Tile } from '../tile.tsx';
import type { TileProps } from '../tile.tsx';
import { useElementSize } from '../use-store.ts';
import { arrange } from './arrange.ts';
import type { Layout } from './arrange.ts';
import { Pages } from './pages.tsx';
import { place } from './place.ts';
import type { Rect } from './place.ts';
import { QualityMark } from './quality-mark.tsx';

interface StageProps {
  /** In their order on screen, oneself last. */
  readonly tiles: readonly TileProps[];
  readonly layout: Layout;
  /** Who speaks, or spoke last. */
  readonly speaker: string | null;
  readonly speaking: readonly string[];
  readonly qualities: Readonly<Record<string, QualityLevel>>;
}

/** The people in the call. All tiles stay in one list whatever the layout: only their places change. */
export function Stage({ tiles, layout, speaker, speaking, qualities }: StageProps) {
  const [box, size] = useElementSize<HTMLUListElement>();
  const [pinned, setPinned] = useState<string | null>(null);
  const [wantedPage, setPage] = useState(0);
  const arrangement = arrange({
    layout,
    tiles: tiles.map(({ id }) => id),
    screens: [],
    pinned,
    speaker,
    me: tiles.find(({ own }) => own)?.id ?? '',
  });
  const { rects, page, pages } = place(arrangement, layout, size, wantedPage);
  return (
    <div className="stage__people">
      <ul className="stage__tiles" ref={box} aria-label={texts.call.tiles}>
        {tiles.map((tile) => (
          <Tile
            key={tile.id}
            {...tile}
            frame={frameOf(rects.get(tile.id))}
            speaking={speaking.includes(tile.id)}
            mark={<QualityMark level={qualities[tile.id] ?? 'good'} />}
            actions={
              tiles.length > 1 && (
                <PinButton
                  name={tile.name}
                  pinned={pinned === tile.id}
                  onPin={(pin) => setPinned(pin ? tile.id : null)}
                />
              )
            }
          />
        ))}
      </ul>
      <Pages page={page} pages={pages} onPage={setPage} />
    </div>
  );
}

/** Null: on another page. */
function frameOf(rect: Rect | undefined): CSSProperties | null {
  if (rect === undefined) return null;
  const { left, top, width, height } = rect;
  return { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` };
}

interface PinButtonProps {
  readonly name: string;
  readonly pinned: boolean;
  readonly onPin: (pin: boolean) => void;
}

function PinButton({ name, pinned, onPin }: PinButtonProps) {
  const t = texts.stage;
  return (
    <div className={pinned ? 'tile__pin tile__pin--on' : 'tile__pin'}>
      <IconButton
        icon="pin"
        label={pinned ? t.unpin(name) : t.pin(name)}
        tone={pinned ? 'open' : 'plain'}
        onClick={() => onPin(!pinned)}
      />
    </div>
  );
}
