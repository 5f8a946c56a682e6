import { limits } from '@stoa/protocol';

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

/** Devices that the person had on when the page was last seen in this tab. */
export interface DevicePreference {
  readonly audio: boolean;
  readonly video: boolean;
}

const nameKey = 'stoa.name';
const devicesKey = 'stoa.devices';

function read(storage: Storage, key: string): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null; // storage is switched off: nothing is remembered
  }
}

function write(storage: Storage, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch {
    // As above.
  }
}

export function cleanName(text: string): string {
  return text.trim().slice(0, limits.nameLength).trim();
}

export function rememberedName(storage: Storage): string {
  return cleanName(read(storage, nameKey) ?? '');
}

export function rememberName(storage: Storage, name: string): void {
  write(storage, nameKey, name);
}

/** A muted person stays muted over a reload. */
export function rememberedDevices(storage: Storage): DevicePreference {
  const off = read(storage, devicesKey) ?? '';
  return { audio: !off.includes('a'), video: !off.includes('v') };
}

export function rememberDevices(storage: Storage, { audio, video }: DevicePreference): void {
  write(storage, devicesKey, `${audio ? '' : 'a'}${video ? '' : 'v'}`);
}
