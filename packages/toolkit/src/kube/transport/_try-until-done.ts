import type { IncomingMessage } from 'node:http';
import { sleep, type StoaError } from '../../base/index.ts';
import { readText } from './_exchange.ts';
import { readJson } from './json.ts';
import { connectionError, failureCode } from './connection-error.ts';
import type { KubeRequest } from './request.ts';
import { nextTryIn, type Outcome } from './retry-rule.ts';
import { statusError } from './status-error.ts';

interface Work<T> {
  readonly request: KubeRequest;
  /** The request for people. */
  readonly what: string;
  readonly server: URL;
  readonly patienceMs: number;
  readonly attempt: () => Promise<IncomingMessage>;
  readonly read: (message: IncomingMessage) => Promise<T>;
  /** Forgets the credential after a 401; false when asking again is of no use. */
  readonly signInAnew: () => boolean;
}

type Try<T> = { readonly value: T } | { readonly failure: StoaError; readonly outcome: Outcome };

/** Tries a request until it succeeds, fails for good, or patience is over; then throws the last failure. */
export async function tryUntilDone<T>(work: Work<T>): Promise<T> {
  const { request } = work;
  const started = performance.now();
  let refused = false;
  for (let attempt = 1; ; attempt += 1) {
    const result = await tryOnce(work);
    if ('value' in result) return result.value;
    const { failure, outcome } = result;
    if (failure.code === 'KUBE_UNAUTHORIZED' && !refused && work.signInAnew()) {
      refused = true;
      continue;
    }
    // A disruption budget answers 429 too; waiting for it is the caller's business.
    if (failure.code === 'KUBE_EVICTION_BLOCKED') throw failure;
    const wait = nextTryIn(outcome, {
      repeatable: request.repeatable ?? request.method === 'GET',
      attempt,
      elapsedMs: performance.now() - started,
      patienceMs: work.patienceMs,
      chance: Math.random(),
    });
    if (wait === undefined) throw failure;
    await sleep(wait, request.signal);
  }
}

async function tryOnce<T>(work: Work<T>): Promise<Try<T>> {
  try {
    const message = await work.attempt();
    const status = message.statusCode ?? 0;
    if (status >= 200 && status < 300) return { value: await work.read(message) };
    const failure = statusError(status, readJson(await readText(message)), work.what);
    return { failure, outcome: { type: 'answer', status, retryAfter: message.headers['retry-after'] } };
  } catch (error) {
    const failure = connectionError(error, work.server, work.what, work.request.signal);
    if (failure.code !== 'KUBE_UNREACHABLE') throw failure;
    return { failure, outcome: { type: 'failure', code: failureCode(error) } };
  }
}
