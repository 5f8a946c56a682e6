import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

interface SfuState {
  readonly name: string;
  readonly up: boolean;
  readonly load: number;
}

/** What is true at the moment of a scrape. */
export interface Gauges {
  readonly connections: () => number;
  readonly participants: () => number;
  readonly rooms: () => number;
  readonly logUp: () => boolean;
  readonly sfus: () => readonly SfuState[];
}

export interface Metrics {
  readonly registry: Registry;
  readonly messages: Counter<'type' | 'outcome'>;
  readonly seconds: Histogram<'type'>;
  readonly appends: Counter<'outcome'>;
  readonly slow: Counter;
  readonly claims: Counter<'outcome'>;
}

/** Label values come from fixed sets or from the configuration. */
function addGauges(registry: Registry, gauges: Gauges): void {
  const single: readonly [name: string, help: string, read: () => number][] = [
    ['stoa_meet_connections', 'Open WebSocket connections.', gauges.connections],
    ['stoa_meet_participants', 'Participants whose connection is here.', gauges.participants],
    ['stoa_meet_rooms', 'Rooms that this backend has a copy of.', gauges.rooms],
    ['stoa_meet_log_up', '1 while the log of the rooms can be reached.', () => (gauges.logUp() ? 1 : 0)],
  ];
  for (const [name, help, read] of single) {
    const gauge = new Gauge({
      name,
      help,
      registers: [],
      collect() {
        this.set(read());
      },
    });
    registry.registerMetric(gauge);
  }
  const perSfu: readonly [name: string, help: string, read: (sfu: SfuState) => number][] = [
    ['stoa_meet_sfu_up', '1 while the SFU can be reached.', ({ up }) => (up ? 1 : 0)],
    ['stoa_meet_sfu_sessions', 'Sessions on the SFU at the last look.', ({ load }) => load],
  ];
  for (const [name, help, read] of perSfu) {
    const gauge = new Gauge({
      name,
      help,
      registers: [],
      labelNames: ['sfu'],
      collect() {
        for (const sfu of gauges.sfus()) this.set({ sfu: sfu.name }, read(sfu));
      },
    });
    registry.registerMetric(gauge);
  }
}

/** The backend's metrics in a registry of their own. */
export function createMetrics(gauges: Gauges): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'stoa_meet_' });
  addGauges(registry, gauges);
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  return {
    registry,
    messages: counter(
      'stoa_meet_messages_total',
      'Messages from clients by type and outcome (ok or the error code).',
      'type',
      'outcome',
    ),
    seconds: new Histogram({
      name: 'stoa_meet_message_seconds',
      help: 'Time from reading a message to its answer.',
      labelNames: ['type'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 5],
      registers,
    }),
    appends: counter('stoa_meet_log_appends_total', 'Attempts to append to a room log.', 'outcome'),
    slow: counter('stoa_meet_slow_consumers_total', 'Connections closed because the client read too slowly.'),
    claims: counter('stoa_meet_sfu_claims_total', 'SFU sessions taken over on resume.', 'outcome'),
  };
}
