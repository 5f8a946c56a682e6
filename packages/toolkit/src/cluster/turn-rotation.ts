import type { TurnSecrets } from './materials.ts';

/** Time that the roll-out of the backends may take: until its end, credentials of the old secret are still made. */
const rollOutMs = 3_600_000;

export interface TurnWish {
  /** That of the config, or the one that a rotation made; undefined: leave it as it is. */
  readonly wanted: string | undefined;
  readonly now: Date;
  /** Milliseconds that credentials are valid. */
  readonly lifetimeMs: number;
}

/** Steps to what is wanted, the last one being it; or the time until which the overlap of an earlier change lasts. */
export type TurnSteps =
  | { readonly steps: readonly [TurnSecrets, ...TurnSecrets[]] }
  | { readonly busyUntil: string };

/** How the TURN secret gets from what is there to what is wanted, so that no credentials in use are refused. */
export function turnSteps(kept: TurnSecrets, { wanted, now, lifetimeMs }: TurnWish): TurnSteps {
  const overlap =
    kept.previous && Date.parse(kept.previous.until) > now.getTime() ? kept.previous : undefined;
  const target = wanted ?? kept.next ?? kept.signing;
  if (target === kept.signing)
    return { steps: [{ signing: target, ...(overlap ? { previous: overlap } : {}) }] };
  if (overlap) return { busyUntil: overlap.until };
  const until = new Date(now.getTime() + lifetimeMs + rollOutMs).toISOString();
  const done = { signing: target, previous: { secret: kept.signing, until } };
  // Carrying on in the second step is no shortcut: the first one may have been killed before the relays knew `next`.
  return { steps: [{ signing: kept.signing, next: target }, done] };
}

/** What the relays accept, the newest first. */
export function acceptedSecrets(turn: TurnSecrets): { readonly current: string; readonly previous?: string } {
  if (turn.next !== undefined) return { current: turn.next, previous: turn.signing };
  return { current: turn.signing, ...(turn.previous ? { previous: turn.previous.secret } : {}) };
}
