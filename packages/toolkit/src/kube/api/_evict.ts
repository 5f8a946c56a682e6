import { sleep, StoaError } from '../../base/index.ts';
import type { ObjectRef } from '../objects/object.ts';
import { numberOf } from '../objects/values.ts';
import type { Context } from './_context.ts';
import { isCode } from './is-code.ts';
import { tryEviction } from './_objects.ts';
import type { DeleteOptions } from './options.ts';

export interface EvictOptions extends DeleteOptions {
  /** Milliseconds to wait for the disruption budget to allow it. Default 0: its refusal is thrown at once. */
  readonly waitMs?: number;
}

/** What kubectl waits between two tries where the server names no time. */
const pauseMs = 5_000;

/**
 * Asks a pod to leave by the Eviction API, which honours disruption budgets. False when there is no such pod (any more).
 * @throws KUBE_EVICTION_BLOCKED when the budget did not allow it in time
 */
export async function evictPod(
  context: Context,
  ref: ObjectRef,
  options: EvictOptions = {},
): Promise<boolean> {
  const started = performance.now();
  for (;;) {
    try {
      return await tryEviction(context, ref, options);
    } catch (error) {
      if (!isCode(error, 'KUBE_EVICTION_BLOCKED')) throw error;
      const left = (options.waitMs ?? 0) - (performance.now() - started);
      if (left <= 0) throw error;
      await sleep(Math.min(left, retryAfterOf(error) ?? pauseMs), options.signal);
    }
  }
}

/** The server names a time while it still counts the pods of a budget; not when the budget is used up. */
function retryAfterOf(error: unknown): number | undefined {
  const seconds = error instanceof StoaError ? numberOf(error.details['retryAfterSeconds']) : undefined;
  return seconds === undefined || seconds <= 0 ? undefined : seconds * 1000;
}
