import type { DeviceKind } from './constraints.ts';

export interface MediaDevice {
  readonly id: string;
  readonly label: string;
  /** Devices of one thing, like a headset's microphone and speaker, have the same group. */
  readonly group: string;
}

/** Devices that can be chosen; empty before the browser has permission to tell. */
export interface DeviceLists {
  readonly audio: readonly MediaDevice[];
  readonly video: readonly MediaDevice[];
  /** Empty where the page cannot choose the speaker (Safari, Firefox before 116). */
  readonly speakers: readonly MediaDevice[];
}

export const noDevices: DeviceLists = { audio: [], video: [], speakers: [] };

type Info = Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label' | 'groupId'>;

/** What Chromium lists beside the real devices: the same ones again, as the system's choice. */
const aliases = new Set(['default', 'communications']);

/** Sorts what the browser lists; devices without a name cannot be told apart, so they are left out. Pure. */
export function listsOf(infos: readonly Info[], speakersSelectable: boolean): DeviceLists {
  const of = (kind: MediaDeviceKind) =>
    infos
      .filter((info) => info.kind === kind && info.deviceId !== '' && info.label !== '')
      .filter((info) => !aliases.has(info.deviceId))
      .map(({ deviceId, label, groupId }) => ({ id: deviceId, label, group: groupId }));
  return {
    audio: of('audioinput'),
    video: of('videoinput'),
    speakers: speakersSelectable ? of('audiooutput') : [],
  };
}

export interface NewDevice {
  readonly kind: DeviceKind;
  readonly device: MediaDevice;
  /** The speaker of the same headset; null where there is none. */
  readonly speaker: MediaDevice | null;
}

/**
 * A microphone or camera that was plugged in between two looks; null when nothing came. The first look, and the one
 * where names become known, offer nothing. Pure.
 */
export function newDevice(before: DeviceLists, after: DeviceLists): NewDevice | null {
  for (const kind of ['audio', 'video'] as const) {
    const known = new Set(before[kind].map(({ id }) => id));
    const device = known.size === 0 ? undefined : after[kind].find(({ id }) => !known.has(id));
    if (device === undefined) continue;
    const speaker = after.speakers.find(({ group }) => group !== '' && group === device.group);
    return { kind, device, speaker: kind === 'audio' ? (speaker ?? null) : null };
  }
  return null;
}

/** The part of `navigator.mediaDevices` that lists; undefined outside secure contexts. */
export type DeviceSource =
  | Pick<MediaDevices, 'enumerateDevices' | 'addEventListener' | 'removeEventListener'>
  | undefined;

export function canChooseSpeaker(): boolean {
  return typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype;
}

/** Looks at once, whenever devices come or go, and when `refresh` is called. */
export function watchDevices(
  source: DeviceSource,
  speakersSelectable: boolean,
  onLists: (lists: DeviceLists) => void,
): { readonly refresh: () => void; readonly stop: () => void } {
  let stopped = false;
  async function look(): Promise<void> {
    const infos = await source?.enumerateDevices().catch(() => []);
    if (infos !== undefined && !stopped) onLists(listsOf(infos, speakersSelectable));
  }
  const refresh = () => void look();
  source?.addEventListener('devicechange', refresh);
  refresh();
  return {
    refresh,
    stop() {
      stopped = true;
      source?.removeEventListener('devicechange', refresh);
    },
  };
}
