import { sleep } from '../../base/index.ts';
import type { SyntheticParticipant } from '../participant/index.ts';
import type { RoomWindow } from './room-window.ts';

/** How long a message may take to reach everybody before it counts as lost, ms. */
const deliveryMs = 5_000;

interface Listener {
  readonly participant: SyntheticParticipant;
  /** Ids of the messages it was told of by an event, and how often one came again. */
  readonly heard: Set<string>;
  doubled: number;
}

/** Everybody in a room says something now and then; who heard what is counted. */
export class Talk {
  readonly #listeners: readonly Listener[];
  readonly #over = new AbortController();
  readonly #running: Promise<unknown>;
  #stored: string[] = [];
  #refused = 0;

  constructor(people: readonly SyntheticParticipant[], everyMs: number) {
    this.#listeners = people.map((participant) => ({ participant, heard: new Set(), doubled: 0 }));
    for (const listener of this.#listeners) follow(listener);
    this.#running = Promise.all(people.map((one, index) => this.#talk(one, index, everyMs)));
  }

  mark(): void {
    this.#stored = [];
    this.#refused = 0;
    for (const listener of this.#listeners) listener.doubled = 0;
  }

  /** The window's account; waits for what is still on its way. */
  async account(): Promise<RoomWindow['chat']> {
    const stored = [...this.#stored];
    const people = this.#listeners.filter(({ participant }) => participant.problems.length === 0);
    const delivered = () =>
      people.reduce((sum, { heard }) => sum + stored.filter((text) => heard.has(text)).length, 0);
    const due = stored.length * people.length;
    const until = performance.now() + deliveryMs;
    while (delivered() < due && performance.now() < until) await sleep(50);
    const duplicated = this.#listeners.reduce((sum, { doubled }) => sum + doubled, 0);
    return { stored: stored.length, refused: this.#refused, due, delivered: delivered(), duplicated };
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await this.#running;
  }

  async #talk(participant: SyntheticParticipant, seat: number, everyMs: number): Promise<void> {
    for (let number = 0; !this.#over.signal.aborted; number += 1) {
      const text = `${seat} says ${number}`;
      await participant.chat(text).then(
        () => this.#stored.push(text),
        () => (this.#refused += 1),
      );
      await sleep(everyMs, this.#over.signal).catch(() => {});
    }
  }
}

/** Events tell of each message once; after a break the room's history stands in for the events that were missed. */
function follow(listener: Listener): void {
  const { participant, heard } = listener;
  participant.session.on((event) => {
    if (event.type !== 'view') return;
    for (const said of event.events) {
      if (said.type !== 'chat') continue;
      if (heard.has(said.text)) listener.doubled += 1;
      heard.add(said.text);
    }
    if (event.events.length === 0) for (const { text } of event.view.chat) heard.add(text);
  });
}
