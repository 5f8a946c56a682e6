import type { RoomState } from './room-state.ts';

/** Chat ids that are remembered for recognising repeated commands; a quarter more before the oldest are let go. */
const saidLimit = 1_000;
const saidSlack = 250;

type List = RoomState['said'];

/** What is in a list. An index goes over to the list that follows: hardly anybody asks the former one again. */
const indexes = new WeakMap<List, Set<string>>();

function indexOf(said: List): Set<string> {
  const known = indexes.get(said);
  if (known) return known;
  const index = new Set(said);
  indexes.set(said, index);
  return index;
}

export function saidKey({ participant, id }: { readonly participant: string; readonly id: string }): string {
  return `${participant}/${id}`;
}

/** Was `key` said? */
export function hasSaid(said: List, key: string): boolean {
  return said.length > 0 && indexOf(said).has(key);
}

/** The list with new keys at its end, without the oldest when there are too many; the one given stays as it is. */
export function withSaid(said: List, keys: readonly string[]): List {
  const index = indexOf(said);
  indexes.delete(said);
  for (const key of keys) index.add(key);
  const all = said.concat(keys);
  const surplus = all.length > saidLimit + saidSlack ? all.length - saidLimit : 0;
  for (const key of all.slice(0, surplus)) index.delete(key);
  const kept = surplus > 0 ? all.slice(surplus) : all;
  indexes.set(kept, index);
  return kept;
}
