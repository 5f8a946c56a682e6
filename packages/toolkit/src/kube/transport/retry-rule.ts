/** How one try ended. */
export type Outcome =
  | { readonly type: 'answer'; readonly status: number; readonly retryAfter: string | undefined }
  | { readonly type: 'failure'; readonly code: string | undefined };

export interface TryFacts {
  readonly repeatable: boolean;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly elapsedMs: number;
  readonly patienceMs: number;
  /** Between 0 and 1. */
  readonly chance: number;
}

/** The request never left, so sending it again cannot do anything twice. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const broken = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
  'UND_ERR_SOCKET',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/**
 * Milliseconds to wait before the next try; undefined when there is none.
 *
 * 429 means "not executed" (API Priority and Fairness), so anything may be repeated after it. 500, 502, 503 and 504
 * may have been executed: only what is repeatable. A 409 or 422 never changes by itself.
 */
export function nextTryIn(outcome: Outcome, facts: TryFacts): number | undefined {
  if (!mayRepeat(outcome, facts.repeatable)) return undefined;
  const asked = outcome.type === 'answer' ? retryAfterMs(outcome.retryAfter) : undefined;
  const full = Math.min(4_000, 100 * 2 ** (facts.attempt - 1));
  const wait = asked ?? Math.round(full * (1 - 0.5 * facts.chance));
  return facts.elapsedMs + wait <= facts.patienceMs ? wait : undefined;
}

function mayRepeat(outcome: Outcome, repeatable: boolean): boolean {
  if (outcome.type === 'failure') {
    const code = outcome.code ?? '';
    return neverSent.has(code) || (repeatable && broken.has(code));
  }
  if (outcome.status === 429) return true;
  if (outcome.status === 500) return repeatable && outcome.retryAfter !== undefined;
  return repeatable && [502, 503, 504].includes(outcome.status);
}

/** `Retry-After` in seconds, as Kubernetes sends it (RFC 9110 §10.2.3 also knows dates, which it never sends). */
export function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined || !/^\d+$/.test(header)) return undefined;
  return Number(header) * 1000;
}
