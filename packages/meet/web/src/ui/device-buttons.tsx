import type { LocalMedia, LocalMediaState } from '../media/index.ts';
import { texts } from '../texts/index.ts';
import { IconButton } from './icon-button.tsx';

/** Microphone and camera, in the lobby and in the call. */
export function DeviceButtons({
  local,
  state,
}: {
  readonly local: LocalMedia;
  readonly state: LocalMediaState;
}) {
  const t = texts.devices;
  const { audio, video } = state;
  return (
    <>
      <IconButton
        icon="microphone"
        shortcut="microphone"
        label={audio.on ? t.muteMicrophone : t.unmuteMicrophone}
        tone={audio.on ? 'plain' : 'off'}
        crossed={!audio.on}
        onClick={() => void local.toggle('audio')}
      />
      <IconButton
        icon="camera"
        shortcut="camera"
        label={video.on ? t.stopCamera : t.startCamera}
        tone={video.on ? 'plain' : 'off'}
        crossed={!video.on}
        onClick={() => void local.toggle('video')}
      />
    </>
  );
}
