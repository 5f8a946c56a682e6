import { admitted } from '@stoa/protocol';
import { messageOf } from '@stoa/toolkit/base';
import type { BackendConfig } from '@stoa/toolkit/config';
import type { Logger } from 'pino';
import { originRulesOf, proxyTrustOf } from './access-rules.ts';
import { Authenticator } from './auth/index.ts';
import { Budgets } from './guard/index.ts';
import type { Store } from './log/index.ts';
import { noteMoves, noteRoom } from './metrics/index.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { Relays } from './relays/index.ts';
import { Rooms, type Room, type RoomChange } from './rooms/index.ts';
import {
  Doorway,
  letIn,
  Notices,
  Participants,
  Qualities,
  Session,
  Signals,
  Tickets,
} from './session/index.ts';
import type { Settings } from './settings.ts';
import { comingTo } from './state/index.ts';
import { MediaManager, SfuPool } from './sfu/index.ts';
import { SocketServer } from './socket/index.ts';

/** What the parts of a backend are made from. */
export interface Ground {
  readonly config: BackendConfig;
  readonly settings: Settings;
  readonly log: Logger;
  readonly store: Store;
}

/** The parts of a backend, tied together. */
export interface Parts {
  readonly participants: Participants;
  readonly pool: SfuPool;
  readonly metrics: Metrics;
  readonly media: MediaManager;
  readonly rooms: Rooms;
  readonly sockets: SocketServer;
  readonly notices: Notices;
  readonly relays: Relays;
  readonly budgets: Budgets;
  readonly authenticator: Authenticator;
  readonly tickets: Tickets;
}

/** Parts that call each other get each other at the time of the call. */
type Others = () => Parts;

function createMediaManager({ config, settings, log }: Ground, pool: SfuPool, others: Others): MediaManager {
  return new MediaManager({
    pool,
    settings,
    backend: config.name,
    maxParticipants: config.room.maxParticipants,
    log,
    clientOf: (room, participant) => {
      const connection = others().participants.get(room, participant)?.connection;
      return {
        offer: (offer) => connection?.send({ type: 'offer', ...offer }),
        lost: (reason) => connection?.send({ type: 'media-lost', reason }),
        move: (leg, sfu, standby) =>
          connection?.send({ type: 'media-move', leg, sfu, ...(standby ? { standby } : {}) }),
        switched: (leg) => connection?.send({ type: 'media-switched', leg }),
        kept: (leg, reason) => connection?.send({ type: 'media-kept', leg, reason }),
      };
    },
    onClaim: (outcome) => others().metrics.claims.inc({ outcome }),
  });
}

/** Everybody who follows a room, in this order: the clients first. */
function followRoom({ participants, media, pool }: Parts, change: RoomChange, room: Room): void {
  participants.follow(change, room);
  media.follow(change, room);
  for (const event of change.events) {
    const comes = event.type === 'migrating' || (event.type === 'placed' && event.leg === undefined);
    const goesTo = comes ? event.sfu : null;
    if (goesTo !== null) pool.noteRoom(goesTo, Math.max(1, admitted(room.state.view.participants).length));
  }
}

function createRooms({ config, settings, log, store }: Ground, pool: SfuPool, others: Others): Rooms {
  return new Rooms({
    store,
    backend: config.name,
    context: () => ({
      now: Date.now(),
      maxParticipants: config.room.maxParticipants,
      meshParticipants: settings.meshParticipants,
      hostGraceMs: config.room.hostGraceMs,
      waitingRoom: config.room.waitingRoom,
      sfus: { up: pool.up(), choice: pool.choose(), open: pool.open(), free: pool.free() },
    }),
    keepChat: {
      messages: config.room.chatHistory,
      bytes: config.room.chatHistoryBytes ?? settings.chatHistoryBytes,
    },
    resumeGraceMs: config.resumeGraceMs,
    settings,
    standby: config.standby ?? false,
    onAppend: (outcome) => others().metrics.appends.inc({ outcome }),
    onOpen: (room) => {
      room.onChange((change) => {
        noteRoom(others().metrics, change, config.name);
        noteMoves(others().metrics, change);
        followRoom(others(), change, room);
      });
    },
    holds: (room, actor) => others().participants.holds(room, actor),
    inUse: (room) => others().participants.of(room.id).length > 0 || others().media.inUse(room),
    onError: (message, error) => log.warn({ reason: messageOf(error) }, message),
  });
}

function createSockets(
  { config, settings, log, store }: Ground,
  parts: Omit<Parts, 'sockets'>,
): SocketServer {
  const signals = new Signals({
    bus: store.bus,
    backend: config.name,
    participants: parts.participants,
    rooms: parts.rooms,
  });
  const doorway = new Doorway({
    ...settings.arrivals,
    ...(config.arrivalsPerSecond === undefined ? {} : { perSecond: config.arrivalsPerSecond }),
    waitMs: settings.arrivalWaitMs,
  });
  const qualities = new Qualities(parts.notices);
  const draining = () => sockets.stopped;
  const sockets: SocketServer = new SocketServer({
    maxMessageBytes: config.maxMessageBytes,
    originRules: originRulesOf(config),
    trust: proxyTrustOf(config),
    budgets: parts.budgets,
    settings,
    log,
    onSlow: () => parts.metrics.slow.inc(),
    onForeignOrigin: () => parts.metrics.refusals.inc({ reason: 'origin' }),
    onConnection: (connection) =>
      new Session({ config, settings, signals, qualities, draining, doorway, ...parts }, connection),
  });
  return sockets;
}

function createRelays({ config, settings, store, log }: Ground, participants: Participants): Relays {
  return new Relays({
    turn: config.turn,
    backend: config.name,
    board: store.board,
    participants,
    perSecond: config.movesPerSecond ?? settings.movesPerSecond,
    onError: (message, reason) => {
      if (store.available) log.warn({ reason }, message);
    },
  });
}

function createBackendMetrics({ store }: Ground, pool: SfuPool, others: Others): Metrics {
  return createMetrics({
    connections: () => others().sockets.size,
    participants: () => others().participants.size,
    rooms: () => others().rooms.size,
    activeRooms: () => others().participants.rooms,
    logUp: () => store.available,
    sfus: () =>
      pool.all().map(({ name, socket, load, cordoned }) => ({ name, up: socket.up, load, cordoned })),
  });
}

export function createParts(ground: Ground): Parts {
  const others: Others = () => parts;
  const participants = new Participants(
    ground.config.name,
    (member) => media.regenerate(member.room, member.participant, member.generation),
    (member) => letIn({ relays, media }, member),
  );
  const pool = new SfuPool(ground.config.sfus, ground.settings, {
    onGone: (name) => {
      ground.log.warn({ sfu: name }, 'an SFU is gone; its rooms move');
      void rooms.moveAll();
    },
    coming: (name) => rooms.all().reduce((sum, room) => sum + comingTo(room.state, name), 0),
  });
  const metrics = createBackendMetrics(ground, pool, others);
  const media = createMediaManager(ground, pool, others);
  const rooms = createRooms(ground, pool, others);
  const notices = new Notices(ground.store.bus, ground.config.name, participants);
  const budgets = new Budgets(ground.settings.budgets, (reason) => metrics.refusals.inc({ reason }));
  const relays = createRelays(ground, participants);
  const authenticator = new Authenticator(ground.config.auth, {
    times: ground.settings.issuerKeys,
    onJudged: (way, outcome) => metrics.auth.inc({ way, outcome }),
    onKeys: (outcome) => {
      metrics.issuerKeys.inc({ outcome });
      if (outcome === 'failed') ground.log.warn('the issuer of the tokens cannot be asked for its keys');
    },
  });
  const tickets = new Tickets(ground.store.oneTime);
  // Asked beside the start: pages of the web app need to know where people sign in.
  void authenticator.signIn();
  const most = {
    authenticator,
    tickets,
    participants,
    relays,
    pool,
    metrics,
    media,
    rooms,
    notices,
    budgets,
  };
  const sockets = createSockets(ground, most);
  const parts: Parts = { ...most, sockets };
  return parts;
}
