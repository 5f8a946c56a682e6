import type { Registry } from 'prom-client';
import { makeHistogram, makeReadCounter, type Spread } from './make.ts';

/** Counts what became of messages; the counters of the registry are made from it when somebody looks. */
export class MessageTally {
  /** By type, then by outcome. */
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #seconds: Spread;
  readonly #processing: Spread;

  constructor(registry: Registry) {
    makeReadCounter(registry, 'stoa_meet_messages_total', () =>
      this.#samples((type, outcome) => ({ type, outcome })),
    );
    this.#seconds = makeHistogram(registry, 'stoa_meet_message_seconds');
    makeReadCounter(registry, 'websocket_events_total', () =>
      this.#samples((type, outcome) => ({
        event_type: type,
        status: outcome === 'ok' ? 'success' : 'error',
      })),
    );
    this.#processing = makeHistogram(registry, 'message_processing_duration_seconds');
  }

  /** A message was answered. `seconds`: how long that took, where it was carried out at all. */
  note(type: string, outcome: string, seconds?: number): void {
    const ofType = this.#counts.get(type) ?? new Map<string, number>();
    if (ofType.size === 0) this.#counts.set(type, ofType);
    ofType.set(outcome, (ofType.get(outcome) ?? 0) + 1);
    if (seconds === undefined) return;
    this.#seconds.observe(seconds, type);
    this.#processing.observe(seconds);
  }

  *#samples<L>(labelsOf: (type: string, outcome: string) => L): Iterable<{ labels: L; value: number }> {
    for (const [type, outcomes] of this.#counts) {
      for (const [outcome, value] of outcomes) yield { labels: labelsOf(type, outcome), value };
    }
  }
}
