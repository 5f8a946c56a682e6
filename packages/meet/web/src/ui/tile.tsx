import type { CSSProperties, ReactNode } from 'react';
import { texts } from '../texts/index.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icons.tsx';
import { VideoView } from './media-elements.tsx';
import { TileMarks } from './people/index.ts';

export interface TileProps {
  readonly id: string;
  readonly name: string;
  readonly own: boolean;
  /** Stream to show; null while there is no picture to show. */
  readonly stream: MediaStream | null;
  readonly muted: boolean;
  /** A line about what is under way with this person's media; null when all is well. */
  readonly note: string | null;
}

interface TileSlots {
  /** Where it is on the stage; null: not shown at the moment, but kept. */
  readonly frame?: CSSProperties | null;
  readonly speaking?: boolean;
  /** A shared screen: shown whole, never mirrored. */
  readonly screen?: boolean;
  /** Before the name. */
  readonly mark?: ReactNode;
  /** Buttons at the upper right. */
  readonly actions?: ReactNode;
}

/** One person: picture or initials, name, muted mark, what is wrong. */
export function Tile(props: TileProps & TileSlots) {
  const {
    id,
    name,
    own,
    stream,
    muted,
    note,
    frame = {},
    speaking = false,
    screen = false,
    mark,
    actions,
  } = props;
  const label = own ? texts.call.you(name) : name;
  return (
    <li
      className={['tile', speaking && 'tile--speaking', screen && 'tile--screen'].filter(Boolean).join(' ')}
      data-participant={id}
      hidden={frame === null}
      style={frame ?? undefined}
    >
      {stream === null ? <Avatar name={name} /> : <VideoView stream={stream} label={label} mirrored={own} />}
      {note !== null && (
        <p className="tile__note">
          <span className="spinner" aria-hidden="true" />
          {note}
        </p>
      )}
      <TileMarks id={id} />
      <div className="tile__name">
        {muted && (
          <span className="tile__muted" role="img" aria-label={texts.call.muted}>
            <Icon name="microphone" crossed />
          </span>
        )}
        {mark}
        <span className="tile__label">{label}</span>
      </div>
      {actions}
    </li>
  );
}
