import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What is true at the moment of a scrape. */
export interface Gauges {
  readonly connections: () => number;
  readonly participants: () => number;
  readonly rooms: () => number;
  readonly logUp: () => boolean;
  readonly sfus: () => readonly { name: string; up: boolean; load: number }[];
}

export interface Metrics {
  readonly registry: Registry;
  readonly messages: Counter<'type' | 'outcome'>;
  readonly seconds: Histogram<'type'>;
  readonly appends: Counter<'outcome'>;
  readonly slow: Counter;
  readonly claims: Counter<'outcome'>;
}

/** The backend's metrics in a registry of their own. Label values come from fixed sets or from the configuration. */
export function createMetrics(gauges: Gauges): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'stoa_meet_' });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('stoa_meet_connections', 'Open WebSocket connections.', gauges.connections);
  gauge('stoa_meet_participants', 'Participants whose connection is here.', gauges.participants);
  gauge('stoa_meet_rooms', 'Rooms that this backend has a copy of.', gauges.rooms);
  gauge('stoa_meet_log_up', '1 while the log of the rooms can be reached.', () => (gauges.logUp() ? 1 : 0));
  const sfuGauge = (name: string, help: string, read: (sfu: { up: boolean; load: number }) => number) =>
    new Gauge({
      name,
      help,
      registers,
      labelNames: ['sfu'] as const,
      collect() {
        for (const sfu of gauges.sfus()) this.set({ sfu: sfu.name }, read(sfu));
      },
    });
  sfuGauge('stoa_meet_sfu_up', '1 while the SFU can be reached.', ({ up }) => (up ? 1 : 0));
  sfuGauge('stoa_meet_sfu_sessions', 'Sessions on the SFU at the last look.', ({ load }) => load);
  return {
    registry,
    messages: new Counter({
      name: 'stoa_meet_messages_total',
      help: 'Messages from clients by type and outcome (ok or the error code).',
      labelNames: ['type', 'outcome'],
      registers,
    }),
    seconds: new Histogram({
      name: 'stoa_meet_message_seconds',
      help: 'Time from reading a message to its answer.',
      labelNames: ['type'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 5],
      registers,
    }),
    appends: new Counter({
      name: 'stoa_meet_log_appends_total',
      help: 'Attempts to append to a room log by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    slow: new Counter({
      name: 'stoa_meet_slow_consumers_total',
      help: 'Connections closed because the client read too slowly.',
      registers,
    }),
    claims: new Counter({
      name: 'stoa_meet_sfu_claims_total',
      help: 'SFU sessions taken over on resume by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
  };
}
