const mask = '[redacted]';
const secretKey =
  /(pass(word|phrase|wd)?|secret|token|credential|private[-_]?key|authorization|cookie|api[-_]?key)$/i;

/** Replaces every occurrence of the given secrets in a text. Secrets shorter than 4 characters are ignored. */
export function redactText(text: string, secrets: Iterable<string>): string {
  let out = text;
  // Longest first, so that a secret that contains another is replaced whole.
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
    if (secret.length >= 4) out = out.replaceAll(secret, mask);
  }
  return out;
}

/** A copy of `value` in which everything under a key that names a secret is masked; cycles become '[circular]'. */
export function redactValue(value: unknown, seen: ReadonlySet<object> = new Set()): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return '[circular]';
  const inside = new Set(seen).add(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, inside));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretKey.test(key) && item !== undefined && item !== null ? mask : redactValue(item, inside),
    ]),
  );
}
