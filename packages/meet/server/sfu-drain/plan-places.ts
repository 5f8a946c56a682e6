/** A room that has to go somewhere, whole. */
export interface Guest {
  readonly room: string;
  readonly people: number;
  /** Places on an SFU that become free for it: it holds a leg in reserve there. */
  readonly reserved: Readonly<Record<string, number>>;
}

/** What is missing where not every room finds a place. */
export interface Shortage {
  readonly needs: number;
  /** Free places on the other SFUs together. */
  readonly has: number;
  /** The rooms without a place, and their people. */
  readonly left: readonly Guest[];
}

/**
 * Do all rooms find a place? The largest come first, each where most is free: what counts is that a room goes whole.
 * @param free places by SFU; Infinity = no limit
 */
export function planPlaces(
  guests: readonly Guest[],
  free: Readonly<Record<string, number>>,
): Shortage | undefined {
  const places = new Map(Object.entries(free));
  const left = guests
    .toSorted((a, b) => b.people - a.people)
    .filter((guest) => {
      const roomOn = (sfu: string) => (places.get(sfu) ?? 0) + (guest.reserved[sfu] ?? 0);
      const [best] = [...places.keys()].toSorted((a, b) => (roomOn(b) > roomOn(a) ? 1 : -1));
      if (best === undefined || roomOn(best) < guest.people) return true;
      places.set(best, roomOn(best) - guest.people);
      return false;
    });
  if (left.length === 0) return undefined;
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const reserves = guests.flatMap(({ reserved }) => Object.values(reserved));
  return {
    needs: sum(guests.map(({ people }) => people)),
    has: sum(Object.values(free)) + sum(reserves),
    left,
  };
}
