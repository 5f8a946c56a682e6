import { clientMessageSchema, errorCodes } from '@stoa/protocol';
import { authOutcomes, authWays } from '../auth/index.ts';
import { refusalReasons } from '../guard/index.ts';

/** What becomes of label values that are not in the set. */
export const otherLabel = 'other';

export interface MetricSpec {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** Labels and all values they can have; `configured` = names from the configuration. */
  readonly labels?: Readonly<Record<string, readonly string[] | 'configured'>>;
  /** Upper bounds of a histogram's buckets, in the metric's unit. */
  readonly buckets?: readonly number[];
}

const messageTypes: readonly string[] = [
  ...clientMessageSchema.options.map((option) => option.shape.type.value),
  'unread',
  otherLabel,
];
const outcomes: readonly string[] = ['ok', ...errorCodes, otherLabel];
const paths = ['direct', 'relay', 'none'];

const seconds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const people = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 50, 75, 100];

export const moveOutcomes = ['moved', 'kept', 'anew'] as const;

/**
 * Every metric of a session backend beside those of the process itself: the one place that says what there is. The
 * metrics are made from it, and so are the reference page, dashboards and alerts. The first six have the names,
 * types and meanings that operators of the earlier system know.
 */
export const metricTable = {
  websocket_connections_total: { type: 'gauge', help: 'Open WebSocket connections.' },
  webrtc_rooms_active: { type: 'gauge', help: 'Rooms with at least one participant connected here.' },
  room_participants: {
    type: 'histogram',
    help: 'People in a room, each time one of this backend joins or leaves it.',
    buckets: people,
  },
  websocket_events_total: {
    type: 'counter',
    help: 'Messages from clients by type, and whether they were carried out.',
    labels: { event_type: messageTypes, status: ['success', 'error'] },
  },
  message_processing_duration_seconds: {
    type: 'histogram',
    help: 'Time from reading a message to its answer; pings, and what could not be read, are not timed.',
    buckets: seconds,
  },
  webrtc_connection_success_rate_total: {
    type: 'counter',
    help: 'PeerConnections of clients that came up (success) or failed (failure), as the clients report.',
    labels: { status: ['success', 'failure'] },
  },
  stoa_meet_connections: { type: 'gauge', help: 'Open WebSocket connections.' },
  stoa_meet_participants: { type: 'gauge', help: 'Participants whose connection is here.' },
  stoa_meet_rooms: { type: 'gauge', help: 'Rooms that this backend has a copy of.' },
  stoa_meet_log_up: { type: 'gauge', help: '1 while the log of the rooms can be reached.' },
  stoa_meet_sfu_up: {
    type: 'gauge',
    help: '1 while the SFU can be reached.',
    labels: { sfu: 'configured' },
  },
  stoa_meet_sfu_sessions: {
    type: 'gauge',
    help: 'Sessions on the SFU at the last look.',
    labels: { sfu: 'configured' },
  },
  stoa_meet_sfu_cordoned: {
    type: 'gauge',
    help: '1 while the SFU takes no new sessions.',
    labels: { sfu: 'configured' },
  },
  stoa_meet_messages_total: {
    type: 'counter',
    help: 'Messages from clients by type and outcome (ok or the error code).',
    labels: { type: messageTypes, outcome: outcomes },
  },
  stoa_meet_message_seconds: {
    type: 'histogram',
    help: 'Time from reading a message to its answer; pings, and what could not be read, are not timed.',
    labels: { type: messageTypes },
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 5],
  },
  stoa_meet_log_appends_total: {
    type: 'counter',
    help: 'Attempts to append to a room log.',
    labels: { outcome: ['ok', 'conflict', 'unavailable'] },
  },
  stoa_meet_slow_consumers_total: {
    type: 'counter',
    help: 'Connections closed because the client read too slowly.',
  },
  stoa_meet_sfu_claims_total: {
    type: 'counter',
    help: 'SFU sessions taken over on resume.',
    labels: { outcome: ['kept', 'lost'] },
  },
  stoa_meet_room_moves_total: {
    type: 'counter',
    help: 'Moves of rooms to another SFU, at each backend that holds the room: whole, given up, or after their SFU died.',
    labels: { outcome: moveOutcomes },
  },
  stoa_meet_refusals_total: {
    type: 'counter',
    help: 'Refusals for the origin of a page, or for a budget of an address, a user or a room.',
    labels: { reason: refusalReasons },
  },
  stoa_meet_connection_tests_total: {
    type: 'counter',
    help: 'Connection tests before joining that were asked for, by outcome.',
    labels: { outcome: ['ok', 'not-allowed', 'too-many'] },
  },
  stoa_meet_auth_total: {
    type: 'counter',
    help: 'Tokens that were judged, by their kind and the outcome (ok or the error code).',
    labels: { way: authWays, outcome: authOutcomes },
  },
  stoa_meet_issuer_keys_total: {
    type: 'counter',
    help: 'Requests for the keys of the OpenID provider.',
    labels: { outcome: ['ok', 'failed'] },
  },
  stoa_meet_client_reports_total: {
    type: 'counter',
    help: 'Reports of clients about their media, by the path it takes.',
    labels: { path: paths },
  },
  stoa_meet_client_rtt_seconds: {
    type: 'histogram',
    help: 'Round trip of the path that media takes, as clients report it.',
    labels: { path: paths },
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6],
  },
  stoa_meet_client_jitter_seconds: {
    type: 'histogram',
    help: 'Interarrival jitter of received media, the worst stream of each report.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32],
  },
  stoa_meet_client_loss_ratio: {
    type: 'histogram',
    help: 'Share of the packets to a client that were lost, 0 to 1.',
    buckets: [0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
  },
  stoa_meet_client_bitrate_bits_per_second: {
    type: 'histogram',
    help: 'Media that a client receives (in) and sends (out).',
    labels: { direction: ['in', 'out'] },
    buckets: [16e3, 64e3, 128e3, 256e3, 512e3, 1e6, 2e6, 4e6, 8e6, 16e6],
  },
  stoa_meet_client_ice_failures_total: {
    type: 'counter',
    help: 'PeerConnections of clients that failed, as the clients report.',
  },
  stoa_meet_client_first_frame_seconds: {
    type: 'histogram',
    help: 'From the welcome to the first frame of somebody else.',
    buckets: [0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30],
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

export type MetricName = keyof typeof metricTable;
