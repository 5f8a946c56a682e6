import { limits } from '@stoa/protocol';
import { defaultKeyTimes, type KeyTimes } from './auth/index.ts';
import { defaultBudgets, type BudgetSettings, type Rate } from './guard/index.ts';

/** Times and bounds that are not configuration; tests shorten some of them. Times in milliseconds. */
export interface Settings {
  /** A connection must say hello within this time. */
  readonly helloMs: number;
  /** People let in (`arrivalsPerSecond` of the start file goes first). */
  readonly arrivals: Rate;
  /** Longest wait of somebody who comes in. */
  readonly arrivalWaitMs: number;
  /** A ping goes out this often; a connection that did not answer the last one is closed. */
  readonly pingMs: number;
  /** Bytes that may wait for a slow client before it is closed. */
  readonly queueBytes: number;
  /** A client that was closed because it did not read has this long to read why. */
  readonly unreadCloseMs: number;
  /** Answers that a connection may have outstanding. */
  readonly inFlight: number;
  /** Messages per second and burst; ICE candidates have their own budget, since they come in bursts. */
  readonly messageRate: Rate;
  readonly candidateRate: Rate;
  /** Refused messages without a good one in between before the connection is closed. */
  readonly refusedInRow: number;
  /** Looking after rooms: leases, places, missed notifications. */
  readonly tickMs: number;
  /** How long a backend counts as alive after its last sign. */
  readonly leaseMs: number;
  /** How long a command may wait for the log. */
  readonly commandMs: number;
  /** One request to Redis. */
  readonly redisMs: number;
  /** Keys of a room live this long after the last sign of a backend that holds it, or after it became empty. */
  readonly roomLifeMs: number;
  readonly emptyRoomLifeMs: number;
  /** Events in a log before it is folded into a snapshot. */
  readonly compactAfter: number;
  readonly sfuRequestMs: number;
  readonly sfuKeepaliveMs: number;
  /** An SFU connection that stays away this long counts as dead; rooms move. */
  readonly sfuGoneMs: number;
  readonly sfuPingMs: number;
  /** Everybody in a room that moves must be ready within this time, or it stays. */
  readonly moveMs: number;
  /** Rooms that a drain of an SFU moves at a time. */
  readonly roomsAtOnce: number;
  /** Least time between two attempts of a backend to make a room's leg in reserve. */
  readonly reserveMs: number;
  /** How long the SFU that a room left is left alone. */
  readonly releaseMs: number;
  /** A client must answer an offer within this time. */
  readonly answerMs: number;
  /** Janus handles must be claimed within this time on resume. */
  readonly claimMs: number;
  /** A drain waits this long for participants to move (`drainMs` of the start file goes first). */
  readonly drainMs: number;
  /** UTF-8 bytes of a room's chat (`chatHistoryBytes` of the start file goes first). */
  readonly chatHistoryBytes: number;
  /** Participants that a drain tells to move in a second (`movesPerSecond` of the start file goes first). */
  readonly movesPerSecond: number;
  /** People in a room without SFU. */
  readonly meshParticipants: number;
  /** Reports about media from one client. */
  readonly reportRate: Rate;
  readonly budgets: BudgetSettings;
  /** Keys of an OpenID provider. */
  readonly issuerKeys: KeyTimes;
}

export const defaultSettings: Settings = {
  helloMs: 5_000,
  arrivals: { perSecond: 250, burst: 50 },
  arrivalWaitMs: 2_000,
  pingMs: 10_000,
  queueBytes: 1_048_576,
  unreadCloseMs: 10_000,
  inFlight: 64,
  messageRate: { perSecond: 30, burst: 60 },
  candidateRate: { perSecond: 50, burst: 200 },
  refusedInRow: 200,
  tickMs: 1_000,
  leaseMs: 3_000,
  commandMs: 2_000,
  redisMs: 1_000,
  roomLifeMs: 600_000,
  emptyRoomLifeMs: 60_000,
  compactAfter: 500,
  sfuRequestMs: 5_000,
  sfuKeepaliveMs: 5_000,
  sfuGoneMs: 300,
  sfuPingMs: 500,
  moveMs: 15_000,
  roomsAtOnce: 4,
  reserveMs: 10_000,
  releaseMs: 500,
  answerMs: 15_000,
  claimMs: 2_000,
  drainMs: 20_000,
  chatHistoryBytes: 1_048_576,
  movesPerSecond: 50,
  meshParticipants: limits.meshParticipants,
  reportRate: { perSecond: 0.5, burst: 5 },
  budgets: defaultBudgets,
  issuerKeys: defaultKeyTimes,
};
