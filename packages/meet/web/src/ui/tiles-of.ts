import { admitted } from '@stoa/protocol';
import type { ParticipantView } from '@stoa/protocol';
import type { LocalMediaState, RemoteMediaState, RemoteParticipant } from '../media/index.ts';
import type { SessionState } from '../session/index.ts';
import type { TileProps } from './tile.tsx';

/** Texts that a tile can carry below its picture. */
export interface TileNotes {
  readonly connecting: string;
  readonly broken: string;
  readonly away: string;
}

function noteOf(
  person: ParticipantView,
  media: RemoteParticipant | undefined,
  notes: TileNotes,
): string | null {
  if (media?.link === 'connected') return null;
  // The place is kept for someone whose connection broke; while media still flows nothing is to be said.
  if (!person.connected) return notes.away;
  if (media?.link === 'broken') return notes.broken;
  return media === undefined && person.published.length === 0 ? null : notes.connecting;
}

/** Tiles of a call, others in order of joining and oneself last. Pure. */
export function tilesOf(
  { view, me }: Pick<SessionState, 'view' | 'me'>,
  remote: RemoteMediaState,
  own: { readonly name: string; readonly local: LocalMediaState; readonly stream: MediaStream | null },
  notes: TileNotes,
): TileProps[] {
  const others = admitted(view.participants).filter((person) => person.id !== me);
  const tiles = others.map((person): TileProps => {
    const media = remote[person.id];
    const picture = person.video && media !== undefined && media.stream.getVideoTracks().length > 0;
    return {
      id: person.id,
      name: person.name,
      own: false,
      stream: picture ? media.stream : null,
      muted: !person.audio,
      note: noteOf(person, media, notes),
    };
  });
  const self: TileProps = {
    id: me ?? 'me',
    name: own.name,
    own: true,
    stream: own.stream,
    muted: !own.local.audio.on,
    note: null,
  };
  return [...tiles, self];
}
