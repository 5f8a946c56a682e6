import type { QualityLevel, ReportMessage } from '@stoa/protocol';
import type { Notices } from './notices.ts';
import type { Member } from './participants.ts';
import { levelOf, newStanding, nextStanding, type Standing } from './quality-level.ts';

interface Entry {
  standing: Standing;
  /** What the room knows, and since when by a steady clock. */
  told: QualityLevel;
  at: number;
}

/** What is not good is said again after this time, for those who came meanwhile. */
const againMs = 9_000;

/** Tells a room how the connections of its people are doing. The reports' own budget bounds how often. */
export class Qualities {
  readonly #notices: Notices;
  /** By member, so that it goes with the connection. */
  readonly #entries = new WeakMap<Member, Entry>();

  constructor(notices: Notices) {
    this.#notices = notices;
  }

  async take(member: Member, report: ReportMessage): Promise<void> {
    const entry = this.#entries.get(member) ?? { standing: newStanding, told: 'good', at: -Infinity };
    this.#entries.set(member, entry);
    entry.standing = nextStanding(entry.standing, levelOf(report));
    const { level } = entry.standing;
    const now = performance.now();
    const again = level !== 'good' && now - entry.at >= againMs;
    if (level === entry.told && !again) return;
    const message = { type: 'quality', participant: member.participant, level } as const;
    member.connection.send(message);
    try {
      await this.#notices.send(member.room, member.participant, null, message);
      entry.told = level;
      entry.at = now;
    } catch {
      // The other backends could not be told: the next report tries again.
    }
  }
}
