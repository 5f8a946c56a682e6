import { cleanName } from '@stoa/protocol';
import type { SafeStorage } from '../base/index.ts';

/** Devices that the person had on when the page was last seen in this tab. */
export interface DevicePreference {
  readonly audio: boolean;
  readonly video: boolean;
}

const nameKey = 'stoa.name';
const typedKey = 'stoa.typed-name';
const devicesKey = 'stoa.devices';

export function rememberedName(storage: SafeStorage): string {
  return cleanName(storage.read(nameKey) ?? '');
}

export function rememberName(storage: SafeStorage, name: string): void {
  storage.write(nameKey, name);
}

/** Keeps what is typed in a room's lobby over a reload of the tab, as another language makes one. */
export function keepTypedName(storage: SafeStorage, room: string, name: string): void {
  storage.write(typedKey, `${room} ${name}`);
}

/** @returns null: nothing was typed for this room */
export function typedName(storage: SafeStorage, room: string): string | null {
  const [of, ...words] = (storage.read(typedKey) ?? '').split(' ');
  return of === room ? words.join(' ') : null;
}

export function forgetTypedName(storage: SafeStorage): void {
  storage.remove(typedKey);
}

/** A muted person stays muted over a reload. */
export function rememberedDevices(storage: SafeStorage): DevicePreference {
  const off = storage.read(devicesKey) ?? '';
  return { audio: !off.includes('a'), video: !off.includes('v') };
}

export function rememberDevices(storage: SafeStorage, { audio, video }: DevicePreference): void {
  storage.write(devicesKey, `${audio ? '' : 'a'}${video ? '' : 'v'}`);
}
