import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { messageOf, sleep } from '../../base/index.ts';
import { isCode } from '../api/is-code.ts';
import type { KubeClient } from '../api/client.ts';
import { kubeErrors } from '../kube-errors.ts';
import type { KubeObject } from '../objects/object.ts';
import { fieldsOf, numberOf, textOf, valueAt } from '../objects/values.ts';
import { formatHolder, judgeLock, renewalOf, type Holder, type Sighting } from './lock-rule.ts';
import type { ObjectSet } from './object-set.ts';

export interface LockOptions {
  /** Milliseconds to wait for somebody else. Default 30 s. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
  /** Called when somebody else holds the lock. */
  readonly onWait?: (holder: string) => void;
}

export interface SetLock {
  /** Fires with KUBE_LOCK_LOST when the lock could not be kept; whoever works under it has to stop. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

const durationSeconds = 15;
const renewEveryMs = 5_000;
const lookEveryMs = 500;

/**
 * Takes the Lease of a set, so that two applies never mix.
 * @throws KUBE_LOCKED with the holder when it stays taken
 */
export async function lockSet(
  client: KubeClient,
  set: ObjectSet,
  options: LockOptions = {},
): Promise<SetLock> {
  const self: Holder = { host: hostIdentity(), pid: process.pid, nonce: randomBytes(4).toString('hex') };
  const lease = await take(client, set, self, options);
  return keep(client, lease);
}

/** Two containers may share a host name, but never the namespace of processes that a pid belongs to. */
function hostIdentity(): string {
  try {
    return `${hostname()}.${/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0'}`;
  } catch {
    return `${hostname()}.0`;
  }
}

async function take(
  client: KubeClient,
  set: ObjectSet,
  self: Holder,
  options: LockOptions,
): Promise<KubeObject> {
  const ref = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    name: set.name,
    namespace: set.namespace,
  };
  const call = options.signal ? { signal: options.signal } : {};
  const started = performance.now();
  let sighting: Sighting | undefined;
  for (;;) {
    const found = await client.get(ref, call);
    try {
      if (!found) return await client.create(leaseObject(set, self, undefined), call);
      const now = performance.now();
      if (sighting?.renewal !== renewalOf(found)) sighting = { renewal: renewalOf(found), atMs: now };
      if (judgeLock(found, self, sighting, now, isDeadHere) !== 'held') {
        return await client.replace(leaseObject(set, self, found), call);
      }
    } catch (error) {
      // Somebody was quicker; look again.
      if (!isCode(error, 'KUBE_ALREADY_EXISTS') && !isCode(error, 'KUBE_CONFLICT')) throw error;
    }
    const holder = found ? (textOf(valueAt(found, 'spec', 'holderIdentity')) ?? '') : '';
    if (performance.now() - started > (options.waitMs ?? 30_000)) throw locked(set, holder);
    options.onWait?.(holder);
    await sleep(lookEveryMs, options.signal);
  }
}

function locked(set: ObjectSet, holder: string) {
  return kubeErrors.make(
    'KUBE_LOCKED',
    `${set.name} in ${set.namespace} is being changed by ${holder || 'somebody else'}`,
    {
      hint: `wait until it is done; a lock whose holder died ends ${durationSeconds} s later by itself`,
      details: { holder },
    },
  );
}

function leaseObject(set: ObjectSet, self: Holder, old: KubeObject | undefined): KubeObject {
  const now = microTime();
  const transitions = numberOf(valueAt(old, 'spec', 'leaseTransitions')) ?? -1;
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: old?.metadata ?? { name: set.name, namespace: set.namespace },
    spec: {
      holderIdentity: formatHolder(self),
      leaseDurationSeconds: durationSeconds,
      acquireTime: now,
      renewTime: now,
      leaseTransitions: transitions + 1,
    },
  };
}

/** MicroTime of the Kubernetes API: six digits behind the second. */
function microTime(): string {
  return new Date().toISOString().replace('Z', '000Z');
}

function isDeadHere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function keep(client: KubeClient, first: KubeObject): SetLock {
  const stop = new AbortController();
  const lost = new AbortController();
  let lease = first;
  const renewing = (async () => {
    let renewedAt = performance.now();
    while (!stop.signal.aborted) {
      await sleep(renewEveryMs, stop.signal).catch(() => {});
      if (stop.signal.aborted) return;
      try {
        lease = await client.replace(
          { ...lease, spec: { ...fieldsOf(lease['spec']), renewTime: microTime() } },
          { signal: stop.signal },
        );
        renewedAt = performance.now();
      } catch (error) {
        if (stop.signal.aborted) return;
        const over = performance.now() - renewedAt > (durationSeconds - 2) * 1000;
        const taken = isCode(error, 'KUBE_CONFLICT') || isCode(error, 'KUBE_NOT_FOUND');
        if (taken || over) {
          lost.abort(
            kubeErrors.make('KUBE_LOCK_LOST', `the lock was lost: ${messageOf(error)}`, {
              hint: 'run the same command again',
              cause: error,
            }),
          );
          return;
        }
      }
    }
  })();
  return {
    lost: lost.signal,
    async release() {
      stop.abort();
      await renewing;
      if (lost.signal.aborted) return;
      // Emptied, not deleted: the number of changes of hands stays. A failure only makes the next one wait.
      await client
        .replace({ ...lease, spec: { ...fieldsOf(lease['spec']), holderIdentity: '' } })
        .catch(() => {});
    },
  };
}
