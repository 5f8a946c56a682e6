import { useMemo } from 'react';

/** The own camera as a stream for a `<video>`; null while there is no picture. */
export function useOwnStream(track: MediaStreamTrack | null): MediaStream | null {
  return useMemo(() => (track === null ? null : new MediaStream([track])), [track]);
}
