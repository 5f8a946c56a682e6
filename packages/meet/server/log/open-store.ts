import type { BackendConfig } from '@stoa/toolkit/config';
import type { Logger } from 'pino';
import type { Settings } from '../settings.ts';
import { createMemoryStore } from './memory-store.ts';
import type { Store } from './room-log.ts';

/** Opens the store that the configuration names. */
export async function openStore(
  config: BackendConfig['log'],
  _backend: string,
  _settings: Settings,
  _log: Logger,
): Promise<Store> {
  if (config.kind === 'memory') return createMemoryStore();
  throw new Error('redis comes next');
}
