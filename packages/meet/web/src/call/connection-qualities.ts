import { createStore } from '../base/index.ts';
import type { QualityLevel } from '@stoa/protocol';

export type Qualities = Readonly<Record<string, QualityLevel>>;

/** How everybody's connection is doing, as the server tells; whoever is not named does well. */
export function createQualities() {
  const state = createStore<Qualities>({});
  return {
    state,
    set(participant: string, level: QualityLevel): void {
      if ((state.get()[participant] ?? 'good') === level) return;
      state.update((now) => ({ ...now, [participant]: level }));
    },
    /** Drops everyone who is not named. */
    keepOnly(participants: ReadonlySet<string>): void {
      const kept = Object.entries(state.get()).filter(([id]) => participants.has(id));
      if (kept.length < Object.keys(state.get()).length) state.set(Object.fromEntries(kept));
    },
  };
}
