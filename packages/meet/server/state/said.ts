/** Chat ids that are remembered for recognising repeated commands; a quarter more before the oldest are let go. */
const saidLimit = 1_000;
const saidSlack = 250;

/** Lists shorter than this are searched as they are. */
const indexedFrom = 32;

/** What a long list holds. The index moves on to the list that follows, since a room has one newest state. */
const indexes = new WeakMap<readonly string[], Set<string>>();

function indexOf(said: readonly string[]): Set<string> {
  const known = indexes.get(said);
  if (known) return known;
  const index = new Set(said);
  indexes.set(said, index);
  return index;
}

/** Is `key` in the list? */
export function hasSaid(said: readonly string[], key: string): boolean {
  return said.length < indexedFrom ? said.includes(key) : indexOf(said).has(key);
}

/** The list with `key` at its end, without the oldest when there are too many; `said` itself stays as it is. */
export function withSaid(said: readonly string[], key: string): string[] {
  const next = [...said, key];
  if (next.length <= indexedFrom) return next;
  if (next.length > saidLimit + saidSlack) return next.slice(-saidLimit);
  const index = indexOf(said);
  indexes.delete(said);
  indexes.set(next, index.add(key));
  return next;
}
