import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { sleep } from '../../base/index.ts';
import { isCode } from '../api/is-code.ts';
import type { KubeClient } from '../api/client.ts';
import { kubeErrors } from '../kube-errors.ts';
import type { KubeObject } from '../objects/object.ts';
import { numberOf, textOf, valueAt } from '../objects/values.ts';
import { durationSeconds, isAbandoned, keepLock, microTime, type SetLock } from './keep-lock.ts';
import { formatHolder, judgeLock, renewalOf, type Holder, type Sighting } from './lock-rule.ts';
import type { ObjectSet } from './object-set.ts';

export interface LockOptions {
  /** Milliseconds to wait for somebody else. Default 30 s. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
  /** Called when somebody else holds the lock. */
  readonly onWait?: (holder: string) => void;
}

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
  return keepLock(client, lease, formatHolder(self));
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
      const verdict = isAbandoned(found) ? 'free' : judgeLock(found, self, sighting, now, isDeadHere);
      if (verdict !== 'held') {
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

function isDeadHere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
