import type { LocalMedia, LocalMediaState } from '../media/index.ts';
import { texts } from '../texts/index.ts';
import { DeviceMenu } from './devices/index.ts';
import { IconButton } from './icon-button.tsx';

/** Microphone and camera, in the lobby and in the call. */
export function DeviceButtons({
  local,
  state,
  menus = false,
}: {
  readonly local: LocalMedia;
  readonly state: LocalMediaState;
  /** With a menu beside each, to change the device. */
  readonly menus?: boolean;
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
      {menus && <DeviceMenu kind="audio" local={local} state={state} />}
      <IconButton
        icon="camera"
        shortcut="camera"
        label={video.on ? t.stopCamera : t.startCamera}
        tone={video.on ? 'plain' : 'off'}
        crossed={!video.on}
        onClick={() => void local.toggle('video')}
      />
      {menus && <DeviceMenu kind="video" local={local} state={state} />}
    </>
  );
}
