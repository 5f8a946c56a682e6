import { z } from 'zod';
import { createStore } from '../base/index.ts';
import type { SafeStorage, WritableStore } from '../base/index.ts';

/** A device of the browser by its id, as kept for the origin; '' is what the system prefers. */
const deviceId = z.string().max(512).catch('');
const on = z.boolean().catch(true);

const schema = z.object({
  microphone: deviceId,
  camera: deviceId,
  speaker: deviceId,
  echoCancellation: on,
  noiseSuppression: on,
  autoGainControl: on,
  /** The own picture is shown like in a mirror; others see it as it is. */
  mirror: on,
  /** How much picture is sent, see {@link sendLimits}. */
  quality: z.enum(['standard', 'medium', 'saver']).catch('standard'),
});

/** What this person chose for every call in this browser. */
export type Settings = Readonly<z.infer<typeof schema>>;
export type Quality = Settings['quality'];

export const defaultSettings: Settings = schema.parse({});

/** Bits per second of video, all layers together; null = what the connection carries. */
export const sendLimits: Readonly<Record<Quality, number | null>> = {
  standard: null,
  medium: 600_000,
  saver: 150_000,
};

const key = 'stoa.settings';

/** Settings as a store that writes itself down; whatever was stored and does not fit is the default again. */
export function createSettings(storage: SafeStorage): WritableStore<Settings> {
  const store = createStore(readSettings(storage));
  store.subscribe(() => storage.write(key, JSON.stringify(store.get())));
  return store;
}

function readSettings(storage: SafeStorage): Settings {
  try {
    const read = schema.safeParse(JSON.parse(storage.read(key) ?? '{}'));
    return read.success ? read.data : defaultSettings;
  } catch {
    return defaultSettings; // not JSON
  }
}
