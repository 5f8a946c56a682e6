import { z } from 'zod';
import { limits } from './limits.ts';

/**
 * What deceives readers of a name, or cannot be seen: control characters, line separators, halves of characters,
 * marks that turn the direction of text (Unicode TR #36 §2.5, bidirectional text spoofing), and blanks that count as
 * letters or symbols. The joiners U+200C and U+200D stay: Persian words and many emoji need them.
 */
const deceptive =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u2800\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]/gu;
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Somebody's name as others get to read it: on one line and not too long; empty when nothing of it can be seen. */
export function cleanName(text: string): string {
  const plain = text.replaceAll(deceptive, ' ').replaceAll(/\s+/gu, ' ').trim();
  // A cut in the middle of a character leaves half of it.
  const name = plain
    .slice(0, limits.nameLength)
    .replace(/\p{Cs}$/u, '')
    .trim();
  return visible.test(name) ? name : '';
}

/** A name that somebody gives themselves. */
export const displayName = z.string().trim().max(limits.nameLength).overwrite(cleanName).min(1);
