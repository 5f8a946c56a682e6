import { streamEvents, type Emit } from '../../base/index.ts';
import type { KubeClient } from '../api/client.ts';
import { closeRevision, contentOf, lastApplied, writeRevision } from '../history/history.ts';
import type { Revision } from '../history/revision.ts';
import { refId, refOf, sortedById, type KubeObject } from '../objects/object.ts';
import { sameJson } from '../objects/values.ts';
import { contentHash } from '../plan/content-hash.ts';
import { scopeOfRefs } from '../plan/leftovers.ts';
import { makePlan, type PlanOptions } from '../plan/make-plan.ts';
import { contentHashKey } from '../plan/names.ts';
import { pendingChanges, type Plan } from '../plan/plan.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { joinScopes, newHashKey, writeParent, type SetScope } from '../sets/parent.ts';
import { lockSet, type LockOptions } from '../sets/lock.ts';
import { changeObjects } from './_change-objects.ts';
import type { ChangeContext } from './_context.ts';
import { deleteObjects } from './_delete-objects.ts';
import { ensureHome } from './_home.ts';
import { checkObstacles, checkSamePlan } from './_refusal.ts';
import type { ApplyEvent } from './events.ts';
import { waitReady } from './wait-ready.ts';

export interface ApplySetOptions extends Omit<PlanOptions, 'lastApplied' | 'hashKey' | 'signal'> {
  /** Only apply when a plan made now says the same as this one. */
  readonly plan?: Plan;
  /** Wait until everything is ready. Default true. What others of the set depend on is waited for in any case. */
  readonly wait?: boolean;
  /**
   * Milliseconds to wait for readiness, and for what is to be deleted. Default 5 min, and anew for each object that
   * others depend on. Pods that drain when they are replaced (relays) need it longer than their drain.
   */
  readonly timeoutMs?: number;
  /** Milliseconds to wait for another apply of the same set. Default 30 s. */
  readonly lockWaitMs?: number;
  /** Objects at a time inside a wave. Default 16. */
  readonly width?: number;
  readonly rollbackOf?: number;
  readonly note?: string;
  /** Who applies, for the history. */
  readonly by?: string;
  readonly signal?: AbortSignal;
}

const defaultTimeoutMs = 300_000;

export interface ApplyResult {
  readonly plan: Plan;
  /** The revision of the history that is now in place. */
  readonly revision: number;
  readonly changed: number;
  readonly deleted: number;
  readonly ms: number;
}

/**
 * Makes the cluster be as the objects say: plan, waves by dependency, readiness, pruning, history. It may be killed at
 * any point; the same call carries on, for every step looks at what is there.
 * @throws KUBE_FIELD_CONFLICT, KUBE_FOREIGN_OBJECT, KUBE_IMMUTABLE, KUBE_PLAN_REFUSED before anything is changed;
 * KUBE_NOT_READY, KUBE_LOCKED, KUBE_LOCK_LOST, KUBE_PLAN_STALE
 */
export function applySet(
  client: KubeClient,
  set: ObjectSet,
  objects: readonly KubeObject[],
  options: ApplySetOptions = {},
): AsyncGenerator<ApplyEvent, ApplyResult, void> {
  return streamEvents<ApplyEvent, ApplyResult>(async (emit) => {
    const started = performance.now();
    const signal = options.signal ?? new AbortController().signal;
    await ensureHome(client, set, objects, { timeoutMs: options.timeoutMs ?? defaultTimeoutMs, signal });
    return underLock(client, set, { signal, waitMs: options.lockWaitMs ?? 30_000 }, emit, async (locked) => {
      const outcome = await applyLocked(client, set, objects, options, locked, emit);
      return { ...outcome, ms: Math.round(performance.now() - started) };
    });
  });
}

/** Runs work while holding the set's lock; its signal also fires when the lock is lost. */
export async function underLock<T>(
  client: KubeClient,
  set: ObjectSet,
  options: LockOptions & { readonly signal: AbortSignal },
  emit: Emit<ApplyEvent>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  let told: string | undefined;
  const onWait = (holder: string) => {
    if (holder !== told) emit({ type: 'lock', state: 'waiting', holder });
    told = holder;
  };
  const lock = await lockSet(client, set, { ...options, onWait });
  emit({ type: 'lock', state: 'held' });
  try {
    return await work(AbortSignal.any([options.signal, lock.lost]));
  } finally {
    await lock.release();
    emit({ type: 'lock', state: 'released' });
  }
}

async function applyLocked(
  client: KubeClient,
  set: ObjectSet,
  objects: readonly KubeObject[],
  options: ApplySetOptions,
  signal: AbortSignal,
  emit: Emit<ApplyEvent>,
): Promise<Omit<ApplyResult, 'ms'>> {
  const lastRead = lastApplied(client, set, { signal });
  const plan = await makePlan(client, set, objects, {
    checkCreates: false,
    ...options,
    lastApplied: contentOf(lastRead),
    ...(options.plan?.hashKey === undefined ? {} : { hashKey: options.plan.hashKey }),
    signal,
  });
  const last = await lastRead;
  const work = workOf(set, plan, last, options);
  if (options.plan && !isCarriedOn(work, last)) checkSamePlan(options.plan, plan);
  emit({ type: 'plan', plan });
  checkObstacles(plan);
  const { revision } = work.revision;
  const context = contextOf(client, set, options, signal, emit);
  const begun = pendingChanges(plan).length > 0 || last?.state !== 'deployed' || last.revision !== revision;
  const written = begun ? await begin(context, work, last) : undefined;
  try {
    const applied = await changeObjects(context, plan.changes);
    if (options.wait ?? true)
      await waitReady(client, set, [...applied, ...(await unchangedLive(context, plan))], context);
    const deleted = await deleteObjects(context, plan.changes);
    if (written) await finish(context, work, plan, written);
    return { plan, revision, changed: applied.length, deleted };
  } catch (error) {
    if (begun && !signal.aborted) await fail(context, revision);
    throw error;
  }
}

/** What an apply writes down about itself. */
interface Work {
  readonly revision: Revision;
  readonly scope: SetScope;
  readonly hashKey: string;
}

/** An apply of this very content began and did not end: what it did is what was agreed to. */
function isCarriedOn({ revision }: Work, last: Revision | undefined): boolean {
  return last !== undefined && last.state !== 'deployed' && last.revision === revision.revision;
}

function workOf(set: ObjectSet, plan: Plan, last: Revision | undefined, options: ApplySetOptions): Work {
  const desired = plan.changes.map((change) => change.desired).filter((object) => object !== undefined);
  const hashKey = plan.hashKey ?? newHashKey();
  return {
    revision: nextRevision(desired, last, hashKey, options),
    scope: scopeOfRefs(set, desired.map(refOf)),
    hashKey,
  };
}

function contextOf(
  client: KubeClient,
  set: ObjectSet,
  options: ApplySetOptions,
  signal: AbortSignal,
  emit: Emit<ApplyEvent>,
): ChangeContext {
  return {
    client,
    set,
    emit,
    signal,
    timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
    force: options.forceConflicts ?? false,
    width: options.width ?? 16,
  };
}

/** The same content as last time goes on with its revision: a killed apply is carried on, not begun anew. */
function nextRevision(
  desired: readonly KubeObject[],
  last: Revision | undefined,
  hashKey: string,
  options: ApplySetOptions,
): Revision {
  const content = sortedById(desired, refOf);
  // The objects' own hashes name their content.
  const hash = contentHash(
    hashKey,
    content.map((object) => [refId(refOf(object)), object.metadata.annotations?.[contentHashKey]]),
  );
  if (last && last.hash === hash && last.state !== 'superseded') return { ...last, content };
  return {
    revision: (last?.revision ?? 0) + 1,
    state: 'pending',
    at: new Date().toISOString(),
    by: options.by ?? '',
    objects: content.length,
    hash,
    ...(options.rollbackOf === undefined ? {} : { rollbackOf: options.rollbackOf }),
    ...(options.note === undefined ? {} : { note: options.note }),
    content,
  };
}

/** Gives the scope that the parent has from now on. */
async function begin(context: ChangeContext, work: Work, last: Revision | undefined): Promise<SetScope> {
  const { client, set, signal, emit } = context;
  const { revision, hashKey, scope } = work;
  const join = (before: SetScope | undefined) => (before ? joinScopes(before, scope) : scope);
  const written = await writeParent(client, set, hashKey, join, signal);
  if (last?.revision === revision.revision)
    await closeRevision(client, set, revision.revision, 'pending', { signal });
  else await writeRevision(client, set, { ...revision, state: 'pending' }, { signal });
  emit({ type: 'revision', revision: revision.revision, state: 'pending' });
  return written;
}

async function finish(context: ChangeContext, work: Work, plan: Plan, written: SetScope): Promise<void> {
  const { client, set, signal, emit } = context;
  const { revision } = work.revision;
  const kept = plan.changes.filter((change) => change.action === 'protected').map((change) => change.ref);
  const scope = joinScopes(work.scope, scopeOfRefs(set, kept));
  if (!sameJson(scope, written)) await writeParent(client, set, work.hashKey, () => scope, signal);
  await closeRevision(client, set, revision, 'deployed', { signal });
  emit({ type: 'revision', revision, state: 'deployed' });
}

async function fail(context: ChangeContext, revision: number): Promise<void> {
  const { client, set, emit } = context;
  // What went wrong is the news, not that it could not be written down.
  await closeRevision(client, set, revision, 'failed', { signal: context.signal }).catch(() => {});
  emit({ type: 'revision', revision, state: 'failed' });
}

/** What is unchanged may still be on its way from an apply that was killed. */
async function unchangedLive(context: ChangeContext, plan: Plan): Promise<KubeObject[]> {
  const same = plan.changes.filter(
    (change) => change.action === 'unchanged' && awaitable.has(change.ref.kind),
  );
  const found = await Promise.all(
    same.map((change) => context.client.get(change.ref, { signal: context.signal })),
  );
  return found.filter((object) => object !== undefined);
}

const awaitable = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'Pod',
  'Service',
  'Gateway',
  'HTTPRoute',
  'GRPCRoute',
  'TLSRoute',
]);
