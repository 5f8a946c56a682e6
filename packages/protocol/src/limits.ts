/** WebSocket subprotocol; the number is the protocol's major version. */
export const subprotocol = 'stoa.v1';
/** Offered beside `subprotocol`, with a token behind it: `bearer.eyJ…`. Never the one that is chosen. */
export const bearerProtocol = 'bearer.';
/** Path of the one-time tickets on every session backend. */
export const ticketsPath = '/api/v1/tickets';
/** Path of the WebSocket on every session backend. */
export const socketPath = '/v1/socket';

/** Where somebody who has not joined asks for ICE servers to test with (POST). */
export const connectionTestPath = '/api/v1/connection-test';

export const limits = {
  nameLength: 80,
  chatLength: 4_000,
  sdpLength: 65_536,
  candidateLength: 1_024,
  passcodeLength: 64,
  ticketLength: 128,
  /** Bytes of a token; a request's headers have room for it. */
  tokenLength: 8_192,
  /** What a person who is sent out gets to read. */
  noticeLength: 200,
  /** Pictures that one message says something about. */
  wants: 200,
  /** Screens shared at a time: each is a large picture for everybody's uplink, downlink and eyes. */
  screens: 2,
  /** A mesh sends every stream to everyone; beyond this uplinks give in. */
  meshParticipants: 4,
} as const;

/** WebSocket close codes (private range, RFC 6455 §7.4.2). */
export const closeCodes = {
  /** The client left, or was told `bye`. */
  normal: 1000,
  /** The backend is going; resume elsewhere. */
  goingAway: 1001,
  messageTooBig: 1009,
  /** Not JSON, or not a known message, in a way that makes going on pointless. */
  badMessage: 4400,
  /** A newer connection of the same participant took over. */
  replaced: 4409,
  /** The client did not say hello, or did not answer pings, in time. */
  timeout: 4408,
  /** Sent out or not let in by a moderator. */
  removed: 4403,
  /** The client reads too slowly; its queue is full. */
  tooSlow: 4429,
} as const;
