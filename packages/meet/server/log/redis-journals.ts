import type { RedisLink } from './redis-link.ts';
import { journalReadScript, journalScript } from './redis-scripts.ts';
import type { Journals } from './room-log.ts';

/** A journal that nobody writes to is forgotten after this time. */
const journalLifeMs = 7 * 86_400_000;

/** Journals in Redis. */
export function createJournals(link: RedisLink, prefix: string): Journals {
  const keys = (name: string) => ['head', 'texts'].map((part) => `${prefix}journal:{${name}}:${part}`);
  return {
    append: async (name, expected, texts, anew) => {
      const args = [String(expected), String(anew?.above ?? -1), String(journalLifeMs), ...texts];
      const [stored, version] = await link.run<[number, number]>(journalScript, keys(name), args);
      return { ok: stored === 1, version };
    },
    read: async (name, after) => {
      const [base, texts] = await link.run<[number, string[]]>(journalReadScript, keys(name), [
        String(after),
      ]);
      return { base, texts };
    },
  };
}
