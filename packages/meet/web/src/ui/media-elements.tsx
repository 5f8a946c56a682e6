import { useEffect, useRef } from 'react';
import { setSpeaker } from '../media/index.ts';
import { ownSettings } from '../settings/index.ts';
import { useStore } from './use-store.ts';

/** Plays a stream's picture; the sound is elsewhere, so that it goes on while the camera is off. */
export function VideoView({
  stream,
  label,
  mirrored = false,
}: {
  readonly stream: MediaStream;
  readonly label: string;
  readonly mirrored?: boolean;
}) {
  const element = useRef<HTMLVideoElement>(null);
  const { mirror } = useStore(ownSettings);
  useEffect(() => {
    if (element.current !== null) element.current.srcObject = stream;
  }, [stream]);
  return (
    <video
      ref={element}
      className={mirrored && mirror && !looksAway(stream) ? 'video video--mirrored' : 'video'}
      aria-label={label}
      autoPlay
      playsInline
      muted
    />
  );
}

/** The camera on the back of a phone films no mirror image of anybody. */
function looksAway(stream: MediaStream): boolean {
  return stream.getVideoTracks()[0]?.getSettings().facingMode === 'environment';
}

/** Plays a stream's sound. `onBlocked`: the browser wants a gesture first. */
export function SoundOutput({
  stream,
  onBlocked,
}: {
  readonly stream: MediaStream;
  readonly onBlocked: () => void;
}) {
  const element = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const audio = element.current;
    if (audio === null) return;
    audio.srcObject = stream;
    audio.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'NotAllowedError') onBlocked();
    });
  }, [stream, onBlocked]);
  const { speaker } = useStore(ownSettings);
  useEffect(() => {
    if (element.current !== null) void setSpeaker(element.current, speaker);
  }, [speaker]);
  // Speech without captions: there are none to offer for a live call.
  return <audio ref={element} />;
}
