import { sleep } from '@stoa/toolkit/base';
import type { Member, Participants } from '../session/index.ts';
import { generationOf } from '../state/index.ts';
import type { DrainRecord, Moved, Outcome } from './drain-record.ts';
import { planMoves, type Pace } from './plan-moves.ts';

export interface DrainDeps {
  readonly backend: string;
  readonly participants: Participants;
  readonly pace: Pace;
  /** Base URLs of all session backends. */
  readonly backendUrls: readonly string[];
}

/** How often a drain looks whether it is over. */
const lookMs = 25;

interface Case {
  readonly member: Member;
  toldAt: number | null;
  /** When the connection was gone here. */
  goneAt: number | null;
  outcome: Outcome | null;
}

/** Asks everybody who is connected here to move to another backend, and keeps the record of what became of them. */
export class Drain {
  readonly #deps: DrainDeps;
  readonly #cases = new Map<Member, Case>();
  readonly #startedAt = new Date();
  readonly #start = performance.now();

  constructor(deps: DrainDeps) {
    this.#deps = deps;
  }

  /** Resolves when nobody is left, at the deadline, or as soon as the signal fires. */
  async run(signal: AbortSignal): Promise<DrainRecord> {
    const { participants, pace } = this.#deps;
    const stopWatching = participants.onGone((member) => this.#gone(member));
    const members = participants.all();
    const delays = planMoves(members.length, pace);
    const timers = members.map((member, index) => {
      this.#case(member);
      return setTimeout(() => this.#tell(member), delays[index]);
    });
    while (participants.size > 0 && this.#left() > 0 && !signal.aborted) {
      // Who was just coming in when the drain began.
      for (const member of participants.all()) if (!this.#cases.has(member)) this.#tell(member);
      await sleep(lookMs, signal).catch(() => {});
    }
    for (const timer of timers) clearTimeout(timer);
    stopWatching();
    return this.#record();
  }

  #left(): number {
    return Math.max(0, Math.round(this.#deps.pace.drainMs - (performance.now() - this.#start)));
  }

  #case(member: Member): Case {
    const known = this.#cases.get(member);
    if (known) return known;
    const fresh: Case = { member, toldAt: null, goneAt: null, outcome: null };
    this.#cases.set(member, fresh);
    return fresh;
  }

  #tell(member: Member): void {
    const one = this.#case(member);
    if (one.goneAt !== null) return;
    one.toldAt = performance.now();
    member.connection.send({
      type: 'move',
      withinMs: this.#left(),
      backend: this.#deps.backend,
      backends: [...this.#deps.backendUrls],
    });
  }

  #gone(member: Member): void {
    const one = this.#case(member);
    one.goneAt = performance.now();
    one.outcome = outcomeOf(member);
  }

  #record(): DrainRecord {
    const { backend, pace } = this.#deps;
    const participants = [...this.#cases.values()].map(({ member, toldAt, goneAt, outcome }): Moved => {
      const late = outcome === 'broken' && outcomeOf(member) === 'moved' ? 'resumed' : outcome;
      return {
        room: member.room.id,
        participant: member.participant,
        outcome: late ?? 'cut',
        tookMs: toldAt === null ? null : Math.round((goneAt ?? performance.now()) - toldAt),
      };
    });
    return {
      backend,
      startedAt: this.#startedAt,
      finishedAt: new Date(),
      drainMs: pace.drainMs,
      participants,
    };
  }
}

/** What the room's log says about somebody whose connection here has ended. */
function outcomeOf({ room, participant, generation }: Member): Outcome {
  const now = generationOf(room.state, participant);
  if (now === 0) return 'left';
  return now > generation ? 'moved' : 'broken';
}
