import type { RoomState } from './room-state.ts';

/** Chat ids that are remembered for recognising repeated commands; a quarter more before the oldest are let go. */
const saidLimit = 1_000;
const saidSlack = 250;
/** The newest stand apart: states never change, and a long list is not copied for every message. */
const lateLimit = 64;

type Said = Pick<RoomState, 'said' | 'saidLately'>;

const indexes = new WeakMap<readonly string[], ReadonlySet<string>>();

function indexOf(said: readonly string[]): ReadonlySet<string> {
  const known = indexes.get(said);
  if (known) return known;
  const index = new Set(said);
  indexes.set(said, index);
  return index;
}

/** Was `key` said? */
export function hasSaid({ said, saidLately }: Said, key: string): boolean {
  return saidLately.includes(key) || (said.length > 0 && indexOf(said).has(key));
}

/** The lists with `key` as the newest, without the oldest when there are too many; those given stay as they are. */
export function withSaid({ said, saidLately }: Said, key: string): Said {
  const lately = [...saidLately, key];
  if (lately.length < lateLimit) return { said, saidLately: lately };
  const all = [...said, ...lately];
  return { said: all.length > saidLimit + saidSlack ? all.slice(-saidLimit) : all, saidLately: [] };
}
