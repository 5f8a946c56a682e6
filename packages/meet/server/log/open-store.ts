import type { BackendConfig } from '@stoa/toolkit/config';
import type { Settings } from '../settings.ts';
import { createMemoryStore } from './memory-store.ts';
import { openRedisStore } from './redis-store.ts';
import type { Store } from './room-log.ts';

/** Opens the store that the configuration names. Redis need not be there yet: see `Store.available`. */
export async function openStore(
  config: BackendConfig['log'],
  backend: string,
  settings: Settings,
): Promise<Store> {
  if (config.kind === 'memory') return createMemoryStore();
  return openRedisStore({ config, backend, settings });
}
