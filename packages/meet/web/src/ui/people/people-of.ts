import type { ParticipantView, RoomView } from '@stoa/protocol';

export interface PersonEntry {
  readonly person: ParticipantView;
  readonly own: boolean;
  /** Place in the order of raised hands, from 1; null without a hand up. */
  readonly hand: number | null;
}

export interface People {
  /** At the door, the longest-waiting first. */
  readonly waiting: readonly ParticipantView[];
  /** Raised hands first in the order of raising, then in the order of joining. */
  readonly inside: readonly PersonEntry[];
}

/** Place of somebody's raised hand, from 1; null without one. */
export function handOf({ hands }: Pick<RoomView, 'hands'>, id: string): number | null {
  const index = hands.indexOf(id);
  return index === -1 ? null : index + 1;
}

/** The people of a room as the panel lists them. Pure. */
export function peopleOf(view: RoomView, me: string | null): People {
  const waiting = view.participants.filter((person) => person.role === 'waiting');
  const entries = view.participants
    .filter((person) => person.role !== 'waiting')
    .map((person): PersonEntry => ({ person, own: person.id === me, hand: handOf(view, person.id) }));
  const raised = entries
    .filter((entry) => entry.hand !== null)
    .toSorted((a, b) => (a.hand ?? 0) - (b.hand ?? 0));
  return { waiting, inside: [...raised, ...entries.filter((entry) => entry.hand === null)] };
}
