import { useEffect, useState } from 'react';
import type { CSSProperties } from 'react';
import type { QualityLevel } from '@stoa/protocol';
import type { ShownPicture } from '../../call/index.ts';
import { texts } from '../../texts/index.ts';
import { Tile } from '../tile.tsx';
import type { TileProps } from '../tile.tsx';
import { useElementSize } from '../use-store.ts';
import { arrange } from './arrange.ts';
import type { Layout } from './arrange.ts';
import { Pages } from './pages.tsx';
import { picturesOf } from './pictures-of.ts';
import { place } from './place.ts';
import type { Rect } from './place.ts';
import { QualityMark } from './quality-mark.tsx';
import { screenTile } from './screen-tile.ts';
import type { StageScreen } from './screens-of.ts';
import { TileActions } from './tile-actions.tsx';
import { usePageVisible } from './use-page-visible.ts';

interface StageProps {
  /** In their order on screen, oneself last. */
  readonly tiles: readonly TileProps[];
  readonly screens: readonly StageScreen[];
  /** A moderator's press. */
  readonly onStopScreen: (participant: string) => void;
  /** Which pictures of others are shown, and how large. */
  readonly onPictures: (pictures: readonly ShownPicture[]) => void;
  readonly layout: Layout;
  /** Who speaks, or spoke last. */
  readonly speaker: string | null;
  readonly speaking: readonly string[];
  readonly qualities: Readonly<Record<string, QualityLevel>>;
}

/** People and screens. All tiles stay in one list whatever the layout: only their places change. */
export function Stage(props: StageProps) {
  const { tiles, screens, onStopScreen, onPictures, layout, speaker, speaking, qualities } = props;
  const [box, size] = useElementSize<HTMLUListElement>();
  const [pinned, setPinned] = useState<string | null>(null);
  const [wantedPage, setPage] = useState(0);
  const all = [...screens.map(screenTile), ...tiles];
  const arrangement = arrange({
    layout,
    tiles: all.map(({ id }) => id),
    // The own screen shown large would show itself in itself.
    screens: screens.filter(({ own }) => !own).map(({ id }) => id),
    pinned,
    speaker,
    me: tiles.find(({ own }) => own)?.id ?? '',
  });
  const { rects, page, pages } = place(arrangement, layout, size, wantedPage);
  const visible = usePageVisible();
  const pictures = picturesOf(tiles, screens, visible ? rects : new Map(), devicePixelRatio);
  const key = JSON.stringify(pictures);
  useEffect(() => onPictures(JSON.parse(key) as ShownPicture[]), [key, onPictures]);
  const stopOf = (id: string) => {
    const screen = screens.find((one) => one.id === id && one.stoppable);
    if (screen === undefined) return undefined;
    const label = texts.stage.stopScreenOf(screen.owner);
    return { label, onStop: () => onStopScreen(screen.participant) };
  };
  return (
    <div className="stage__people">
      <ul className="stage__tiles" ref={box} aria-label={texts.call.tiles}>
        {all.map((tile) => (
          <Tile
            key={tile.id}
            {...tile}
            frame={frameOf(rects.get(tile.id))}
            speaking={speaking.includes(tile.id)}
            mark={<QualityMark level={qualities[tile.id] ?? 'good'} />}
            actions={
              all.length > 1 && (
                <TileActions
                  name={tile.name}
                  pinned={pinned === tile.id}
                  onPin={(pin) => setPinned(pin ? tile.id : null)}
                  stop={stopOf(tile.id)}
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
