import { closeCodes } from '@stoa/protocol';
import type { BackendConfig } from '@stoa/toolkit/config';
import type { Logger } from 'pino';
import { closeListener, createApp, openListener, type OpenListener } from './http/index.ts';
import { openStore } from './log/index.ts';
import { createLogger } from './logger.ts';
import { createParts, type Ground, type Parts } from './parts.ts';
import { defaultSettings, type Settings } from './settings.ts';

export interface BackendOptions {
  readonly logger?: Logger;
  readonly settings?: Partial<Settings>;
}

export interface Backend {
  /** Ports of the listeners, in the order of the configuration. */
  readonly ports: readonly number[];
  /** Base URLs of the listeners: `http://127.0.0.1:8080`. */
  readonly urls: readonly string[];
  /** Tells the clients to resume elsewhere, and stops. */
  close(): Promise<void>;
}

/**
 * Starts a session backend; resolves when it listens.
 * @throws MEET_LISTEN_FAILED
 */
export async function startBackend(config: BackendConfig, options: BackendOptions = {}): Promise<Backend> {
  const settings = { ...defaultSettings, ...options.settings };
  const log = options.logger ?? createLogger(config.name);
  const store = await openStore(config.log, config.name, settings);
  const ground = { config, settings, log, store };
  const parts = createParts(ground);
  const state: { phase: Phase } = { phase: 'starting' };
  const app = await createApp({
    config,
    registry: parts.metrics.registry,
    unready: () => reasonsAgainst(ground, parts, state.phase),
  });
  const listeners: OpenListener[] = [];
  const timer = setInterval(() => parts.media.tick(), settings.tickMs);
  tellLogState(ground, parts);
  const stop = async () => {
    clearInterval(timer);
    await Promise.all(listeners.map(closeListener));
    await app.close();
    await stopParts(ground, parts);
  };
  try {
    await Promise.all([parts.pool.tried(), parts.rooms.announce()]);
    for (const listen of config.listen) {
      const listener = await openListener(listen, (request, response) => app.routing(request, response));
      listener.server.on('upgrade', (request, socket, head) => parts.sockets.upgrade(request, socket, head));
      listeners.push(listener);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  state.phase = 'running';
  const urls = listeners.map(({ url }) => url);
  log.info({ urls, sfus: parts.pool.up(), log: config.log.kind }, 'listening');
  const close = async () => {
    state.phase = 'going';
    await sayGoodbye(parts);
    await stop();
    log.info('stopped');
  };
  return { urls, ports: listeners.map(({ port }) => port), close };
}

type Phase = 'starting' | 'running' | 'going';

/** Why no new people should be sent here; empty = ready. */
function reasonsAgainst({ config, store }: Ground, { pool }: Parts, phase: Phase): string[] {
  return [
    ...(phase === 'running' ? [] : [`this backend is ${phase}`]),
    ...(store.available ? [] : ['the log of the rooms cannot be reached']),
    ...(config.sfus.length > 0 && pool.up().length === 0 ? ['no SFU can be reached'] : []),
  ];
}

/** Tells the clients when the log goes away, and when it is back and the rooms are read again. */
function tellLogState({ store, log }: Ground, { participants, rooms }: Parts): void {
  store.onAvailable((ok) => {
    const tell = () => participants.all().forEach((m) => m.connection.send({ type: 'log-state', ok }));
    log.warn({ ok }, ok ? 'the log is back' : 'the log is away');
    if (ok) void rooms.resync().finally(tell);
    else tell();
  });
}

async function sayGoodbye({ sockets }: Parts): Promise<void> {
  sockets.stop();
  for (const connection of sockets.all()) {
    connection.bye('shutdown', 'this backend is going; resume on another one', closeCodes.goingAway);
  }
  // Leave the close handshakes a moment; whoever does not answer is cut.
  for (let step = 0; step < 20 && sockets.size > 0; step += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** SFU sessions are left to whoever claims them. */
async function stopParts({ store }: Ground, { media, rooms, pool }: Parts): Promise<void> {
  media.close();
  await rooms.close();
  pool.close();
  await store.close();
}
