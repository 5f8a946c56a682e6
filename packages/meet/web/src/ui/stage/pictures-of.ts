import type { ShownPicture } from '../../call/index.ts';
import type { TileProps } from '../tile.tsx';
import type { Rect } from './place.ts';
import type { StageScreen } from './screens-of.ts';

/**
 * Pictures of others by their places on the stage, for asking each in the size that it has. Pure.
 * @param rects places of the tiles that are shown
 * @param ratio pixels of the screen for one of the page
 */
export function picturesOf(
  tiles: readonly Pick<TileProps, 'id' | 'own'>[],
  screens: readonly Pick<StageScreen, 'id' | 'participant' | 'own'>[],
  rects: ReadonlyMap<string, Rect>,
  ratio: number,
): ShownPicture[] {
  const height = (id: string) => Math.round((rects.get(id)?.height ?? 0) * ratio);
  const cameras = tiles
    .filter(({ own }) => !own)
    .map(({ id }): ShownPicture => ({ participant: id, source: 'camera', height: height(id) }));
  const shared = screens
    .filter(({ own }) => !own)
    .map(({ id, participant }): ShownPicture => ({ participant, source: 'screen', height: height(id) }));
  return [...cameras, ...shared];
}
