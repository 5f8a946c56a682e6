import { z } from 'zod';
import { displayName } from './display-name.ts';
import { commandId, participantId, roomId } from './ids.ts';
import { moderationMessages, transientMessages } from './moderation-messages.ts';
import { relayMessages, relayNotices } from './relay-messages.ts';
import { legMessages, legNotices, legNumber } from './leg-messages.ts';
import { limits } from './limits.ts';
import { qualityMessage, qualityNotice } from './quality.ts';
import { reportMessageSchema } from './report.ts';
import { roomEventSchema } from './room-events.ts';
import { screenMessages } from './screen.ts';
import { roomViewSchema } from './room-view.ts';

const sdp = z.string().min(1).max(limits.sdpLength);
const version = z.int().nonnegative();
/** Which leg is meant; absent: the present one. */
const leg = legNumber.optional();

export const iceServerSchema = z.object({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
});

/** RTCIceCandidateInit; null ends the candidates. */
export const candidateSchema = z
  .object({
    candidate: z.string().max(limits.candidateLength),
    sdpMid: z.string().nullable().optional(),
    sdpMLineIndex: z.int().nullable().optional(),
  })
  .nullable();

/** What one mesh participant tells another: the backends only carry it. */
export const signalDataSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('description'), type: z.literal(['offer', 'answer']), sdp }),
  z.object({ kind: z.literal('candidate'), candidate: candidateSchema }),
]);

/** Every client message carries an id of the client's making; exactly one `ack`, `error` or named answer carries it back as `re`. */
const id = commandId;

const hello = z.strictObject({
  type: z.literal('hello'),
  id,
  room: roomId,
  /** Without what deceives readers; a token's name goes before it. */
  name: displayName,
  /** To come back after a broken connection, on any session backend. `version`: last version seen. */
  resume: z.strictObject({ token: z.string().min(16).max(256), version }).optional(),
  /** For rooms that ask for one; not needed to resume. */
  passcode: z.string().min(1).max(limits.passcodeLength).optional(),
  /** From `POST /api/v1/tickets`, in place of a token in the subprotocol; good once. Not needed to resume. */
  ticket: z.string().min(1).max(limits.ticketLength).optional(),
});

export const clientMessageSchema = z.discriminatedUnion('type', [
  hello,
  z.strictObject({ type: z.literal('leave'), id }),
  z.strictObject({ type: z.literal('media'), id, audio: z.boolean(), video: z.boolean() }),
  z.strictObject({
    type: z.literal('chat'),
    id,
    text: z.string().trim().min(1).max(limits.chatLength),
    /** A private message: only this participant gets it. */
    to: participantId.optional(),
  }),
  /** SFU: offer of the sending PeerConnection; also for an ICE restart. Answered by `published`. */
  z.strictObject({ type: z.literal('publish'), id, sdp, leg }),
  z.strictObject({ type: z.literal('unpublish'), id, leg }),
  /** SFU: answer to an `offer`; `negotiation` is that offer's number. */
  z.strictObject({ type: z.literal('answer'), id, negotiation: z.int().positive(), sdp, leg }),
  /** SFU: asks for a new offer of the receiving PeerConnection, with new ICE credentials (or from scratch). */
  z.strictObject({ type: z.literal('resubscribe'), id, mode: z.literal(['ice-restart', 'fresh']), leg }),
  z.strictObject({
    type: z.literal('candidate'),
    id,
    pc: z.literal(['publish', 'subscribe']),
    candidate: candidateSchema,
    leg,
  }),
  /** Mesh only. */
  z.strictObject({ type: z.literal('signal'), id, to: participantId, data: signalDataSchema }),
  /** New TURN credentials before the old ones expire. Answered by `ice-servers`. */
  z.strictObject({ type: z.literal('ice-servers'), id }),
  /** The client found a gap in the versions. Answered by `sync`. */
  z.strictObject({ type: z.literal('sync'), id, version }),
  ...moderationMessages,
  ...screenMessages,
  ...legMessages,
  ...relayMessages,
  z.strictObject({ type: z.literal('ping'), id }),
  reportMessageSchema,
  qualityMessage,
]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;

/** Events (from, version], or the whole room when the log no longer reaches back that far. */
export const syncSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('events'), from: version, version, events: z.array(roomEventSchema) }),
  z.object({ kind: z.literal('snapshot'), view: roomViewSchema }),
]);
export type Sync = z.infer<typeof syncSchema>;

export const streamSchema = z.object({
  mid: z.string(),
  participant: participantId,
  kind: z.literal(['audio', 'video']),
  source: z.literal(['camera', 'screen']).default('camera'),
  active: z.boolean(),
});
export type RemoteStream = z.infer<typeof streamSchema>;

export const errorCodes = [
  'bad-message', // not JSON, unknown type, or a field that does not fit: `message` says which
  'not-joined', // hello comes first
  'already-joined',
  'not-allowed',
  'room-full',
  'room-locked',
  'passcode-required',
  'passcode-wrong',
  'resume-refused', // unknown or expired token: join anew
  'no-such-participant',
  'no-such-message',
  'log-unavailable', // Redis is away: nothing was stored; try again with the same id
  'sfu-unavailable',
  'sfu-refused',
  'stale-negotiation', // an answer to an offer that a newer one replaced
  'too-many', // rate or queue limit
  'internal',
  'draining', // this backend is going and takes nobody in any more: use another one
  'stale-leg', // neither the present leg nor the one that is being prepared
  'rooms-full', // this backend holds as many rooms as it may; rooms that exist can be joined
  'auth-required', // a token (or ticket) is needed here
  'auth-failed', // the token is not valid, or not for this room
  'auth-expired', // the token, or the ticket, was good once
  'auth-unavailable', // it cannot be checked at the moment: try again
] as const;
export type ErrorCode = (typeof errorCodes)[number];

export const serverMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('welcome'),
    re: id,
    participant: participantId,
    generation: z.int().positive(),
    resumed: z.boolean(),
    resumeToken: z.string(),
    backend: z.string(),
    /** Base URLs of all session backends, for reconnecting. */
    backends: z.array(z.string()),
    mode: z.literal(['sfu', 'mesh']),
    iceServers: z.array(iceServerSchema),
    /** When the TURN credentials expire, ms since the epoch; null without TURN. */
    iceServersExpireAt: z.int().nullable(),
    sync: syncSchema,
    /**
     * After a resume: `kept` = the SFU session was claimed and media goes on; `lost` = publish and subscribe anew.
     * `none` = there was none.
     */
    media: z.literal(['none', 'kept', 'lost']),
  }),
  z.object({ type: z.literal('ack'), re: id, version: version.optional() }),
  z.object({
    type: z.literal('error'),
    /** Null when the message had no readable id. */
    re: z.string().nullable(),
    code: z.literal(errorCodes),
    message: z.string(),
    retryable: z.boolean(),
    /** Milliseconds before which another try is refused too. */
    retryAfterMs: z.int().positive().optional(),
  }),
  /** Version moves from `from` to `version`; private events count but are not shown. */
  z.object({ type: z.literal('events'), from: version, version, events: z.array(roomEventSchema) }),
  z.object({ type: z.literal('sync'), re: id, sync: syncSchema }),
  z.object({ type: z.literal('published'), re: id, sdp, leg }),
  /** Offer of the one receiving PeerConnection. `fresh`: make a new PeerConnection for it and drop the old. */
  z.object({
    type: z.literal('offer'),
    negotiation: z.int().positive(),
    fresh: z.boolean(),
    sdp,
    streams: z.array(streamSchema),
    leg,
  }),
  /** The SFU side of this participant's media is gone: publish again; a fresh offer follows by itself. */
  z.object({ type: z.literal('media-lost'), reason: z.string(), leg }),
  ...legNotices,
  ...relayNotices(iceServerSchema),
  z.object({ type: z.literal('signal'), from: participantId, data: signalDataSchema }),
  z.object({
    type: z.literal('ice-servers'),
    re: id,
    iceServers: z.array(iceServerSchema),
    expireAt: z.int().nullable(),
  }),
  /** The room's log cannot be written at the moment (`ok: false`), or again (`ok: true`). Media goes on. */
  z.object({ type: z.literal('log-state'), ok: z.boolean() }),
  ...transientMessages,
  qualityNotice,
  /** Let in from the waiting room: what the welcome could not tell yet. */
  z.object({
    type: z.literal('admitted'),
    mode: z.literal(['sfu', 'mesh']),
    iceServers: z.array(iceServerSchema),
    iceServersExpireAt: z.int().nullable(),
    sync: syncSchema,
  }),
  z.object({ type: z.literal('pong'), re: id }),
  z.object({
    type: z.literal('bye'),
    code: z.literal(['left', 'replaced', 'timeout', 'shutdown', 'kicked', 'denied', 'ended']),
    message: z.string(),
  }),
  /**
   * This backend is going: say `hello` with the resume token on another one of `backends`, and close this connection
   * once the welcome has come. Until then it works as before. Who does not move is cut after `withinMs`.
   */
  z.object({
    type: z.literal('move'),
    /** Milliseconds from now. */
    withinMs: z.int().nonnegative(),
    /** Name of the backend that goes. */
    backend: z.string(),
    /** Base URLs of all session backends, this one included. */
    backends: z.array(z.string()),
  }),
]);
export type ServerMessage = z.infer<typeof serverMessageSchema>;
export type IceServer = z.infer<typeof iceServerSchema>;
export type SignalData = z.infer<typeof signalDataSchema>;
