import { closeCodes } from '@stoa/protocol';
import { messageOf } from '@stoa/toolkit/base';
import type { BackendConfig } from '@stoa/toolkit/config';
import type { Logger } from 'pino';
import { closeListener, createApp, openListener, type OpenListener } from './http/index.ts';
import { openStore } from './log/index.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { Rooms } from './rooms/index.ts';
import { Participants, Session, Signals } from './session/index.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { MediaManager, SfuPool } from './sfu/index.ts';
import { SocketServer } from './socket/index.ts';

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
  const parts = assemble(config, settings, log, store);
  const { pool, sockets, app: makeApp, stop } = parts;
  const listeners: OpenListener[] = [];
  try {
    await Promise.all([pool.tried(), parts.announce()]);
    const app = await makeApp();
    for (const listen of config.listen) {
      const listener = await openListener(listen, (request, response) => app.routing(request, response));
      listener.server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
      listeners.push(listener);
    }
  } catch (error) {
    await Promise.all(listeners.map(closeListener));
    await stop();
    throw error;
  }
  const urls = listeners.map(({ url }) => url);
  log.info({ urls, sfus: pool.up(), log: config.log.kind }, 'listening');
  return {
    urls,
    ports: listeners.map(({ port }) => port),
    close: async () => {
      sockets.stop();
      await parts.sayGoodbye();
      await Promise.all(listeners.map(closeListener));
      await stop();
      log.info('stopped');
    },
  };
}

type Store = Awaited<ReturnType<typeof openStore>>;

/** Makes the parts and ties them together. */
function assemble(config: BackendConfig, settings: Settings, log: Logger, store: Store) {
  const participants = new Participants(config.name, (member) =>
    media.regenerate(member.room, member.participant, member.generation),
  );
  const pool = new SfuPool(config.sfus, settings, (name) => {
    log.warn({ sfu: name }, 'an SFU is gone; its rooms move');
    void rooms.moveAll();
  });
  const metrics = createMetrics({
    connections: () => sockets.size,
    participants: () => participants.size,
    rooms: () => rooms.size,
    logUp: () => store.available,
    sfus: () => pool.all().map((sfu) => ({ name: sfu.name, up: sfu.socket.up, load: sfu.load })),
  });
  const media = new MediaManager({
    pool,
    settings,
    backend: config.name,
    maxParticipants: config.room.maxParticipants,
    log,
    clientOf: (room, participant) => {
      const connection = participants.get(room, participant)?.connection;
      return {
        offer: (offer) => connection?.send({ type: 'offer', ...offer }),
        lost: (reason) => connection?.send({ type: 'media-lost', reason }),
      };
    },
    onClaim: (outcome) => metrics.claims.inc({ outcome }),
  });
  const rooms = new Rooms({
    store,
    backend: config.name,
    context: () => ({
      now: Date.now(),
      maxParticipants: config.room.maxParticipants,
      sfus: { up: pool.up(), choice: pool.choose() },
    }),
    keepChat: config.room.chatHistory,
    resumeGraceMs: config.resumeGraceMs,
    settings,
    onAppend: (outcome) => metrics.appends.inc({ outcome }),
    onOpen: (room) =>
      void room.onChange((change) => {
        participants.follow(change, room);
        media.follow(change, room);
        const placed = change.events.find((event) => event.type === 'placed');
        if (placed?.type === 'placed' && placed.sfu !== null) pool.noteRoom(placed.sfu);
      }),
    onClose: () => {},
    holds: (room, actor) => participants.holds(room, actor),
    inUse: (room) => participants.of(room.id).length > 0 || media.inUse(room),
    onError: (message, error) => log.warn({ reason: messageOf(error) }, message),
  });
  const signals = new Signals(store.bus, config.name, participants);
  const sockets = new SocketServer({
    maxMessageBytes: config.maxMessageBytes,
    backendUrls: config.backendUrls,
    settings,
    log,
    onSlow: () => metrics.slow.inc(),
    onConnection: (connection) =>
      new Session({ config, rooms, participants, media, signals, settings, metrics }, connection),
  });
  const timer = setInterval(() => media.tick(), settings.tickMs);
  let going = false;
  const unready = () => [
    ...(going ? ['this backend is going'] : []),
    ...(store.available ? [] : ['the log of the rooms cannot be reached']),
    ...(config.sfus.length > 0 && pool.up().length === 0 ? ['no SFU can be reached'] : []),
  ];
  store.onAvailable((ok) => {
    const tell = () => participants.all().forEach((m) => m.connection.send({ type: 'log-state', ok }));
    log.warn({ ok }, ok ? 'the log is back' : 'the log is away');
    if (ok) void rooms.resync().finally(tell);
    else tell();
  });
  return {
    pool,
    sockets,
    announce: () => rooms.announce(),
    app: () => createApp({ config, registry: metrics.registry, unready }),
    sayGoodbye: async () => {
      going = true;
      for (const connection of sockets.all()) {
        connection.bye('shutdown', 'this backend is going; resume on another one', closeCodes.goingAway);
      }
      // Leave the close handshakes a moment; whoever does not answer is cut.
      for (let step = 0; step < 20 && sockets.size > 0; step += 1) {
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
    stop: async () => {
      clearInterval(timer);
      media.close();
      await rooms.close();
      pool.close();
      await store.close();
    },
  };
}
