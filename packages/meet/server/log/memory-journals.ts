import type { Journals } from './room-log.ts';

/** Journals in this process: they end with it. */
export function createMemoryJournals(): Journals {
  const journals = new Map<string, { base: number; texts: string[] }>();
  return {
    append: async (name, expected, texts, anew) => {
      const { base, texts: before } = journals.get(name) ?? { base: 0, texts: [] };
      const version = base + before.length;
      if (version !== expected) return { ok: false, version };
      const now = anew
        ? { base: Math.max(version, anew.above), texts: [...texts] }
        : { base, texts: [...before, ...texts] };
      journals.set(name, now);
      return { ok: true, version: now.base + now.texts.length };
    },
    read: async (name, after) => {
      const { base, texts } = journals.get(name) ?? { base: 0, texts: [] };
      return { base, texts: texts.slice(Math.max(after, base) - base) };
    },
  };
}
