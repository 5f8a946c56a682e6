import { stunCodeOf } from '../client/index.ts';

const maxTries = 4;

/** Answers to Allocate that say: this port has, or had, an allocation (RFC 8656 §7.4: take another port). */
export const portTaken: readonly number[] = [437, 441];

/**
 * Runs `work`, which opens a socket, again while the server answers with one of `codes`: it still remembers other
 * credentials for the local port that the system happened to give us. Each new socket has another port.
 */
export async function onFreshPort<T>(codes: readonly number[], work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries >= maxTries || !codes.includes(stunCodeOf(error) ?? 0)) throw error;
    }
  }
}
