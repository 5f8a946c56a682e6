import { createContext, useContext } from 'react';
import { texts } from '../../texts/index.ts';
import { Icon } from '../icons.tsx';

/** Raised hands of the room, the longest-raised first; wherever tiles are drawn. */
export const Hands = createContext<readonly string[]>([]);

/** On a tile: the raised hand with its place in the order. */
export function TileMarks({ id }: { readonly id: string }) {
  const place = useContext(Hands).indexOf(id) + 1;
  if (place === 0) return null;
  return (
    <span className="tile__hand" role="img" aria-label={texts.people.hand(place)}>
      <Icon name="hand" />
      {place}
    </span>
  );
}
