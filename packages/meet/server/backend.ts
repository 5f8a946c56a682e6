import { closeCodes } from '@stoa/protocol';
import { messageOf } from '@stoa/toolkit/base';
import { writeEvidence } from '@stoa/toolkit/evidence';
import type { BackendConfig } from '@stoa/toolkit/config';
import type { Logger } from 'pino';
import { originRulesOf, proxyTrustOf } from './access-rules.ts';
import { testGate } from './access-rules.ts';
import { openAdminSide, type AdminSide } from './admin-side.ts';
import { Drain, drainEvidence, drainTotals } from './drain/index.ts';
import { closeListener, createApp, openListener, type OpenListener } from './http/index.ts';
import { openStore } from './log/index.ts';
import { createLogger } from './logger.ts';
import type { Relays } from './relays/index.ts';
import { createParts, type Ground, type Parts } from './parts.ts';
import type { Member } from './session/index.ts';
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
  /** Base URL of the admin API; null without one. */
  readonly adminUrl: string | null;
  /** Resolves when the backend has stopped, for whatever reason. */
  readonly ended: Promise<void>;
  /**
   * Takes nobody in any more, asks the participants to move to other backends, waits until they have (at most the
   * drain time), leaves evidence, and stops.
   */
  drain(): Promise<void>;
  /** Tells the clients to resume elsewhere, and stops; also in the middle of a drain. */
  close(): Promise<void>;
  /** The relays of the platform: which are going, and how far their people are. */
  readonly relays: Pick<Relays, 'drain' | 'restore' | 'progress'>;
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
    ...parts,
    originRules: originRulesOf(config),
    trust: proxyTrustOf(config),
    draining: () => parts.sockets.stopped,
    registry: parts.metrics.registry,
    unready: () => reasonsAgainst(ground, parts, state.phase),
    connectionTest: {
      ...testGate(config, parts),
      onTest: (outcome) => parts.metrics.tests.inc({ outcome }),
    },
  });
  const listeners: OpenListener[] = [];
  const ended = Promise.withResolvers<void>();
  let admin: AdminSide | undefined;
  const timer = setInterval(() => {
    parts.media.tick();
    void parts.relays.tick();
  }, settings.tickMs);
  tellLogState(ground, parts);
  const stop = async () => {
    clearInterval(timer);
    await admin?.close();
    await Promise.all(listeners.map(closeListener));
    await app.close();
    await stopParts(ground, parts);
  };
  const exits = createExit(ground, parts, state, async () => {
    state.phase = 'going';
    await sayGoodbye(parts);
    await stop();
    log.info('stopped');
    ended.resolve();
  });
  try {
    await Promise.all([parts.pool.tried(), parts.rooms.announce(), parts.relays.tick()]);
    for (const listen of config.listen) {
      const listener = await openListener(listen, (request, response) => app.routing(request, response));
      listener.server.on('upgrade', (request, socket, head) => parts.sockets.upgrade(request, socket, head));
      listeners.push(listener);
    }
    const operated = { phase: () => state.phase, drain: () => void exits.drain() };
    admin = await openAdminSide(ground, parts, operated);
  } catch (error) {
    await stop();
    throw error;
  }
  state.phase = 'running';
  const urls = listeners.map(({ url }) => url);
  log.info({ urls, admin: admin.url, sfus: parts.pool.up(), log: config.log.kind }, 'listening');
  const ports = listeners.map(({ port }) => port);
  return { urls, ports, adminUrl: admin.url, ended: ended.promise, relays: parts.relays, ...exits };
}

type Phase = 'starting' | 'running' | 'going';

/** The ways to end, each of which may be asked for again and again, and `close` while a drain is under way. */
function createExit(
  ground: Ground,
  parts: Parts,
  state: { phase: Phase },
  end: () => Promise<void>,
): Pick<Backend, 'drain' | 'close'> {
  const hurry = new AbortController();
  let draining: Promise<void> | undefined;
  let ending: Promise<void> | undefined;
  const drain = () =>
    (draining ??= (async () => {
      state.phase = 'going';
      await drainParts(ground, parts, hurry.signal);
      await (ending ??= end());
    })());
  const close = async () => {
    hurry.abort();
    await draining;
    await (ending ??= end());
  };
  return { drain, close };
}

async function drainParts(ground: Ground, parts: Parts, signal: AbortSignal): Promise<void> {
  const { config, settings, log } = ground;
  const drainMs = config.drainMs ?? settings.drainMs;
  parts.sockets.stop();
  // Rooms in memory end with this backend: there is nowhere to go.
  if (drainMs === 0 || config.log.kind === 'memory' || parts.participants.size === 0) return;
  const drain = new Drain({
    backend: config.name,
    participants: parts.participants,
    pace: { drainMs, perSecond: config.movesPerSecond ?? settings.movesPerSecond },
    backendUrls: config.backendUrls,
  });
  const record = await drain.run(signal);
  log.info({ drainMs, ...drainTotals(record) }, 'drained');
  if (!config.evidence) return;
  const evidence = drainEvidence(record, config.evidence.platform);
  await writeEvidence(config.evidence.dir, evidence).catch((error: unknown) =>
    log.error({ reason: messageOf(error) }, 'the evidence of the drain could not be written'),
  );
}

/** Why no new people should be sent here; empty = ready. */
function reasonsAgainst({ config, store }: Ground, { pool }: Parts, phase: Phase): string[] {
  return [
    ...(phase === 'running' ? [] : [`this backend is ${phase}`]),
    ...(store.available ? [] : ['the log of the rooms cannot be reached']),
    ...(config.sfus.length > 0 && pool.up().length === 0 ? ['no SFU can be reached'] : []),
    ...(pool.up().length > 0 && pool.open().length === 0
      ? ['every SFU that can be reached is cordoned']
      : []),
  ];
}

/** Tells the clients when the log goes away, and when it is back and the rooms are read again. */
function tellLogState({ store, log }: Ground, { participants, rooms }: Parts): void {
  store.onAvailable((ok) => {
    const tell = (members: readonly Member[]) =>
      members.forEach((member) => member.connection.send({ type: 'log-state', ok }));
    log.warn({ ok }, ok ? 'the log is back' : 'the log is away');
    if (ok) void rooms.resync((room) => tell(participants.of(room.id)));
    else tell(participants.all());
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
  for (const connection of sockets.all()) connection.cut();
}

/** SFU sessions are left to whoever claims them. */
async function stopParts({ store }: Ground, { media, relays, rooms, pool }: Parts): Promise<void> {
  relays.close();
  media.close();
  await rooms.close();
  pool.close();
  await store.close();
}
