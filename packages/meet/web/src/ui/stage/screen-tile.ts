import { texts } from '../../texts/index.ts';
import type { TileProps } from '../tile.tsx';
import type { StageScreen } from './screens-of.ts';

/** A screen as a tile; whose it is says its name. */
export function screenTile({ id, owner, own, stream }: StageScreen): TileProps & { readonly screen: true } {
  const name = own ? texts.stage.ownScreen : texts.stage.screenOf(owner);
  const note = stream === null ? texts.call.connecting : null;
  return { id, name, own: false, stream, muted: false, note, screen: true };
}
