import type { RemoteMediaState, RemoteScreens } from '../media/index.ts';
import { SoundOutput } from './media-elements.tsx';

interface CallSoundsProps {
  readonly remote: RemoteMediaState;
  readonly screens: RemoteScreens;
  /** Who shares a screen, as far as the room knows: nobody else's is heard. */
  readonly sharing: ReadonlySet<string>;
  /** Goes up with each gesture after the browser had wanted one: a new attempt is a new element. */
  readonly attempt: number;
  readonly onBlocked: () => void;
}

/** Plays everybody and the sounds of their screens, whatever of them is on the stage. */
export function CallSounds({ remote, screens, sharing, attempt, onBlocked }: CallSoundsProps) {
  const heard = Object.entries(screens).filter(([id]) => sharing.has(id));
  return (
    <>
      {Object.entries(remote).map(([id, { stream }]) => (
        <SoundOutput key={`${id} ${attempt}`} stream={stream} onBlocked={onBlocked} />
      ))}
      {heard.map(([id, stream]) => (
        <SoundOutput key={`${id} screen ${attempt}`} stream={stream} onBlocked={onBlocked} />
      ))}
    </>
  );
}
