import type { LocalMedia } from '../../media/index.ts';
import { texts } from '../../texts/index.ts';

interface FlipCameraProps {
  readonly local: LocalMedia;
  readonly track: MediaStreamTrack | null;
  readonly cameras: number;
}

/** On phones and tablets, whose cameras say which way they look: one press instead of a choice of odd names. */
export function FlipCamera({ local, track, cameras }: FlipCameraProps) {
  const facing = track?.getSettings().facingMode ?? '';
  if (facing === '' || cameras < 2) return null;
  return (
    <button type="button" className="button" onClick={() => void local.flipCamera()}>
      {texts.deviceChoice.flip}
    </button>
  );
}
