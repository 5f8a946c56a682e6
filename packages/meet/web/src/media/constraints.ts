import type { Settings } from '../settings/index.ts';

export type DeviceKind = 'audio' | 'video';

const pictureSize: MediaTrackConstraints = {
  width: { ideal: 960 },
  height: { ideal: 540 },
  frameRate: { ideal: 30, max: 30 },
};

/**
 * Which device to ask for; null: the remembered one. It is asked for exactly, so that the browser says no rather than
 * giving another one: Chromium does not keep to a mere wish. '' leaves it to the browser.
 */
export type Choice = null | { readonly device: string } | { readonly facing: 'user' | 'environment' };

/** The constraints of one device (Media Capture and Streams §11). Pure. */
export function constraintsOf(
  kind: DeviceKind,
  settings: Settings,
  choice: Choice = null,
): MediaTrackConstraints {
  const remembered = kind === 'audio' ? settings.microphone : settings.camera;
  const rest = kind === 'audio' ? processing(settings) : pictureSize;
  return { ...rest, ...exactly(choice ?? { device: remembered }) };
}

function exactly(choice: Exclude<Choice, null>): MediaTrackConstraints {
  if ('facing' in choice) return { facingMode: { exact: choice.facing } };
  return choice.device === '' ? {} : { deviceId: { exact: choice.device } };
}

function processing({
  echoCancellation,
  noiseSuppression,
  autoGainControl,
}: Settings): MediaTrackConstraints {
  return { echoCancellation, noiseSuppression, autoGainControl };
}
