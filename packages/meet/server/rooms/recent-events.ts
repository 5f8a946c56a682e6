import type { LogEvent } from '@stoa/protocol';

export interface RecentBounds {
  readonly events: number;
  /** Characters of chat, all others being short. */
  readonly text: number;
}

const defaultBounds: RecentBounds = { events: 1_000, text: 1_048_576 };

function textOf(event: LogEvent): number {
  return event.type === 'chat' ? event.text.length : 0;
}

/** The newest events of a room, for those who come back: they lead from `from` to the present version. Bounded. */
export class RecentEvents {
  readonly #bounds: RecentBounds;
  readonly #events: LogEvent[];
  #from: number;
  #text: number;

  constructor(from: number, events: readonly LogEvent[] = [], bounds: RecentBounds = defaultBounds) {
    this.#from = from;
    this.#events = [...events];
    this.#bounds = bounds;
    this.#text = events.reduce((sum, event) => sum + textOf(event), 0);
    this.#letGo();
  }

  get last(): LogEvent | undefined {
    return this.#events.at(-1);
  }

  add(events: readonly LogEvent[]): void {
    for (const event of events) {
      this.#events.push(event);
      this.#text += textOf(event);
    }
    this.#letGo();
  }

  /** What came after `version`; undefined where that is no longer known. */
  since(version: number): LogEvent[] | undefined {
    const known = version >= this.#from && version <= this.#from + this.#events.length;
    return known ? this.#events.slice(version - this.#from) : undefined;
  }

  #letGo(): void {
    const { events, text } = this.#bounds;
    const tooMany = this.#events.length - events;
    let left = this.#text;
    let surplus = 0;
    for (const event of this.#events) {
      if (surplus >= tooMany && left <= text) break;
      left -= textOf(event);
      surplus += 1;
    }
    if (surplus === 0) return;
    this.#events.splice(0, surplus);
    this.#from += surplus;
    this.#text = left;
  }
}
