import { texts } from '../../texts/index.ts';
import { IconButton } from '../icon-button.tsx';

interface TileActionsProps {
  readonly name: string;
  readonly pinned: boolean;
  readonly onPin: (pin: boolean) => void;
  /** For screens that this person may stop. */
  readonly stop?: { readonly label: string; readonly onStop: () => void } | undefined;
}

/** Buttons on a tile: seen on hover, on focus, and always where there is nothing to hover with. */
export function TileActions({ name, pinned, onPin, stop }: TileActionsProps) {
  const t = texts.stage;
  return (
    <div className={pinned ? 'tile__actions tile__actions--on' : 'tile__actions'}>
      {stop !== undefined && <IconButton icon="stop" label={stop.label} tone="off" onClick={stop.onStop} />}
      <IconButton
        icon="pin"
        label={pinned ? t.unpin(name) : t.pin(name)}
        tone={pinned ? 'open' : 'plain'}
        onClick={() => onPin(!pinned)}
      />
    </div>
  );
}
