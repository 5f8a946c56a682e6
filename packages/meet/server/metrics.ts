import { collectDefaultMetrics, Registry } from 'prom-client';
import { makeCounter, makeGauge, makeHistogram, type Count, type Spread } from './metrics/make.ts';
import { MessageTally } from './metrics/message-tally.ts';

interface SfuState {
  readonly name: string;
  readonly up: boolean;
  readonly load: number;
  readonly cordoned: boolean;
}

/** What is true at the moment of a scrape. */
export interface Gauges {
  readonly connections: () => number;
  readonly participants: () => number;
  readonly rooms: () => number;
  /** Rooms with participants here. */
  readonly activeRooms: () => number;
  readonly logUp: () => boolean;
  readonly sfus: () => readonly SfuState[];
}

export interface Metrics {
  readonly registry: Registry;
  readonly messages: MessageTally;
  readonly people: Spread;
  readonly webrtc: Count;
  readonly appends: Count;
  readonly slow: Count;
  readonly claims: Count;
  readonly moves: Count;
  readonly refusals: Count;
  readonly tests: Count;
  readonly auth: Count;
  readonly issuerKeys: Count;
  readonly client: ClientMetrics;
}

/** What clients report. */
export interface ClientMetrics {
  readonly reports: Count;
  readonly rtt: Spread;
  readonly jitter: Spread;
  readonly loss: Spread;
  readonly bitrate: Spread;
  readonly iceFailures: Count;
  readonly firstFrame: Spread;
}

function addGauges(registry: Registry, gauges: Gauges): void {
  const { connections, participants, rooms, activeRooms, logUp, sfus } = gauges;
  makeGauge(registry, 'websocket_connections_total', connections);
  makeGauge(registry, 'webrtc_rooms_active', activeRooms);
  makeGauge(registry, 'stoa_meet_connections', connections);
  makeGauge(registry, 'stoa_meet_participants', participants);
  makeGauge(registry, 'stoa_meet_rooms', rooms);
  makeGauge(registry, 'stoa_meet_log_up', () => (logUp() ? 1 : 0));
  const perSfu = (read: (sfu: SfuState) => number) => () =>
    sfus().map((sfu) => ({ labels: { sfu: sfu.name }, value: read(sfu) }));
  makeGauge(
    registry,
    'stoa_meet_sfu_up',
    perSfu(({ up }) => (up ? 1 : 0)),
  );
  makeGauge(
    registry,
    'stoa_meet_sfu_cordoned',
    perSfu(({ cordoned }) => (cordoned ? 1 : 0)),
  );
  makeGauge(
    registry,
    'stoa_meet_sfu_sessions',
    perSfu(({ load }) => load),
  );
}

function clientMetrics(registry: Registry): ClientMetrics {
  return {
    reports: makeCounter(registry, 'stoa_meet_client_reports_total'),
    rtt: makeHistogram(registry, 'stoa_meet_client_rtt_seconds'),
    jitter: makeHistogram(registry, 'stoa_meet_client_jitter_seconds'),
    loss: makeHistogram(registry, 'stoa_meet_client_loss_ratio'),
    bitrate: makeHistogram(registry, 'stoa_meet_client_bitrate_bits_per_second'),
    iceFailures: makeCounter(registry, 'stoa_meet_client_ice_failures_total'),
    firstFrame: makeHistogram(registry, 'stoa_meet_client_first_frame_seconds'),
  };
}

/** Gauges that the library calls `_total`, which OpenMetrics keeps for counters; their parts are there without it. */
const misnamed = ['active_resources', 'active_handles', 'active_requests'];

/** Metrics of the process, as the library makes them: `stoa_meet_process_…` and `stoa_meet_nodejs_…`. */
export function addProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry, prefix: 'stoa_meet_' });
  for (const name of misnamed) registry.removeSingleMetric(`stoa_meet_nodejs_${name}_total`);
}

/** The backend's metrics, as metrics/table.ts lists them, in a registry of their own. */
export function createMetrics(gauges: Gauges): Metrics {
  const registry = new Registry();
  addProcessMetrics(registry);
  addGauges(registry, gauges);
  return {
    registry,
    messages: new MessageTally(registry),
    people: makeHistogram(registry, 'room_participants'),
    webrtc: makeCounter(registry, 'webrtc_connection_success_rate_total'),
    appends: makeCounter(registry, 'stoa_meet_log_appends_total'),
    slow: makeCounter(registry, 'stoa_meet_slow_consumers_total'),
    claims: makeCounter(registry, 'stoa_meet_sfu_claims_total'),
    moves: makeCounter(registry, 'stoa_meet_room_moves_total'),
    refusals: makeCounter(registry, 'stoa_meet_refusals_total'),
    tests: makeCounter(registry, 'stoa_meet_connection_tests_total'),
    auth: makeCounter(registry, 'stoa_meet_auth_total'),
    issuerKeys: makeCounter(registry, 'stoa_meet_issuer_keys_total'),
    client: clientMetrics(registry),
  };
}
