import type { ParticipantView, QualityLevel } from '@stoa/protocol';
import { createStore } from '../base/index.ts';

export type Qualities = Readonly<Record<string, QualityLevel>>;

/** How everybody's connection is doing, as the server tells; whoever is not named does well. */
export function createQualities() {
  const state = createStore<Qualities>({});
  let generations = new Map<string, number>();
  return {
    state,
    set(participant: string, level: QualityLevel): void {
      if ((state.get()[participant] ?? 'good') === level) return;
      state.update((now) => ({ ...now, [participant]: level }));
    },
    /** Drops whoever has gone, and what was said of connections that newer ones replaced. */
    follow(participants: readonly Pick<ParticipantView, 'id' | 'generation'>[]): void {
      const before = generations;
      generations = new Map(participants.map(({ id, generation }) => [id, generation]));
      const same = ([id]: [string, QualityLevel]) =>
        generations.has(id) && generations.get(id) === (before.get(id) ?? generations.get(id));
      const kept = Object.entries(state.get()).filter(same);
      if (kept.length < Object.keys(state.get()).length) state.set(Object.fromEntries(kept));
    },
  };
}
