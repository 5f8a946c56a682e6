import { messageOf, sleep } from '../../base/index.ts';
import { isCode } from '../api/is-code.ts';
import type { KubeClient } from '../api/client.ts';
import { kubeErrors } from '../kube-errors.ts';
import { refOf, type KubeObject } from '../objects/object.ts';
import { fieldsOf, textOf, valueAt } from '../objects/values.ts';

export interface SetLock {
  /** Fires with KUBE_LOCK_LOST when the lock could not be kept; whoever works under it has to stop. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

export const durationSeconds = 15;
const renewEveryMs = 5_000;
/** So long after the last renewal somebody else may have waited it out. */
const sureForMs = (durationSeconds - 2) * 1000;
/** Holders of this process whose release did not get through. */
const abandoned = new Set<string>();

export function isAbandoned(lease: KubeObject): boolean {
  return abandoned.has(holderOf(lease) ?? '');
}

/** MicroTime of the Kubernetes API: six digits behind the second. */
export function microTime(): string {
  return new Date().toISOString().replace('Z', '000Z');
}

/** Renews a lease that was just taken until it is released. */
export function keepLock(client: KubeClient, first: KubeObject, holder: string): SetLock {
  const stop = new AbortController();
  const lost = new AbortController();
  const held = { client, holder, lease: first, renewedAt: performance.now() };
  const renewing = renewUntil(held, stop.signal, (error) => lost.abort(lockLost(error)));
  return {
    lost: lost.signal,
    async release() {
      stop.abort();
      await renewing;
      if (!lost.signal.aborted) await release(held);
    },
  };
}

interface Held {
  readonly client: KubeClient;
  readonly holder: string;
  lease: KubeObject;
  renewedAt: number;
}

async function renewUntil(held: Held, stop: AbortSignal, onLost: (why: unknown) => void): Promise<void> {
  for (;;) {
    await sleep(renewEveryMs, stop).catch(() => {});
    if (stop.aborted) return;
    const leftMs = Math.max(1, Math.floor(held.renewedAt + sureForMs - performance.now()));
    const late = AbortSignal.timeout(leftMs);
    try {
      await renew(held, AbortSignal.any([stop, late]));
    } catch (error) {
      if (stop.aborted) return;
      const taken = isCode(error, 'KUBE_CONFLICT') || isCode(error, 'KUBE_NOT_FOUND');
      if (!taken && performance.now() - held.renewedAt < sureForMs) continue;
      onLost(error);
      return;
    }
  }
}

async function renew(held: Held, signal: AbortSignal): Promise<void> {
  const askedAt = performance.now();
  const put = () => write(held, { renewTime: microTime() }, signal);
  try {
    await put();
  } catch (error) {
    // An answer that was lost, of a renewal that was not: the lease is newer than ours, and still ours.
    if (!isCode(error, 'KUBE_CONFLICT') || !(await isStillOurs(held, signal))) throw error;
    await put();
  }
  held.renewedAt = askedAt;
}

async function isStillOurs(held: Held, signal?: AbortSignal): Promise<boolean> {
  const found = await held.client.get(refOf(held.lease), signal ? { signal } : {});
  if (!found || holderOf(found) !== held.holder) return false;
  held.lease = found;
  return true;
}

async function write(held: Held, change: object, signal?: AbortSignal): Promise<void> {
  const spec = { ...fieldsOf(held.lease['spec']), ...change };
  held.lease = await held.client.replace({ ...held.lease, spec }, signal ? { signal } : {});
}

/** Emptied, not deleted: the number of changes of hands stays. A failure only makes others wait. */
async function release(held: Held): Promise<void> {
  const empty = { holderIdentity: '' };
  try {
    await write(held, empty);
  } catch (error) {
    abandoned.add(held.holder);
    // The last renewal was cut off when it was already done.
    if (!isCode(error, 'KUBE_CONFLICT')) return;
    if (await isStillOurs(held).catch(() => false)) await write(held, empty).catch(() => {});
  }
}

function holderOf(lease: KubeObject): string | undefined {
  return textOf(valueAt(lease, 'spec', 'holderIdentity'));
}

function lockLost(error: unknown) {
  return kubeErrors.make('KUBE_LOCK_LOST', `the lock was lost: ${messageOf(error)}`, {
    hint: 'run the same command again',
    cause: error,
  });
}
