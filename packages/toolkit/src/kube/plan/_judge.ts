import { StoaError } from '../../base/index.ts';
import { isCode } from '../api/is-code.ts';
import type { KubeClient } from '../api/client.ts';
import { formatRef, refId, refOf, type KubeObject } from '../objects/object.ts';
import { sameJson } from '../objects/values.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import type { OwnedField } from '../transport/status-error.ts';
import { leaveReplicas } from './autoscaled.ts';
import type { Desired } from './desired.ts';
import { covers, diffObjects, type RawChange } from './field-diff.ts';
import { formatFieldPath, lookUp } from './field-path.ts';
import { explainImmutable } from './immutable.ts';
import { maskChange } from './mask.ts';
import { contentHashKey, fieldManager, partOfKey } from './names.ts';
import { ownersOf } from './owners.ts';
import type { FieldChange, PlanAction, PlannedChange } from './plan.ts';

export interface JudgeOptions {
  /** Take fields that others own. */
  readonly forceConflicts: boolean;
  /** `refId`s of objects of others that may become part of the set. */
  readonly adopt: ReadonlySet<string>;
  /** Also ask the server whether it would accept objects that do not exist yet. */
  readonly checkCreates: boolean;
  readonly signal: AbortSignal | undefined;
}

export interface JudgeFacts {
  readonly client: KubeClient;
  readonly set: ObjectSet;
  readonly hashKey: string;
  /** Those of the set itself. */
  readonly autoscalers: readonly KubeObject[];
  readonly live: ReadonlyMap<string, KubeObject>;
  /** What was applied last, by `refId`; empty when nothing is known. */
  readonly last: ReadonlyMap<string, KubeObject>;
  /** Namespaces that the plan itself makes: a dry run in them would fail. */
  readonly newNamespaces: ReadonlySet<string>;
}

/** What an apply would do about one object. */
export async function judge(facts: JudgeFacts, item: Desired, options: JudgeOptions): Promise<PlannedChange> {
  const live = facts.live.get(refId(refOf(item.object)));
  const { object, note } = leaveReplicas(item.object, live, facts.autoscalers, fieldManager);
  const base = planned('unchanged', item.object, note);
  if (!live) return judgeNew(facts, item, object, base, options);
  const found = {
    ...base,
    live: { uid: live.metadata.uid ?? '', resourceVersion: live.metadata.resourceVersion ?? '' },
  };
  const owner = live.metadata.labels?.[partOfKey];
  if (owner !== facts.set.id && !options.adopt.has(refId(found.ref))) return foreign(found, live, owner);
  if (live.metadata.deletionTimestamp !== undefined) {
    return {
      ...found,
      action: 'replace',
      notes: [...found.notes, 'it is being deleted; it is made anew once it is gone'],
    };
  }
  if (isUntouched(live, object)) return found;
  return judgeChange(facts, found, live, object, options);
}

function planned(action: PlanAction, object: KubeObject, note: string | undefined): PlannedChange {
  return {
    action,
    ref: refOf(object),
    fields: [],
    conflicts: [],
    notes: note === undefined ? [] : [note],
    desired: object,
  };
}

/**
 * The quick way to "nothing to do": this very content was applied last, and all that it says still stands there.
 * Whatever this cannot decide, the server does.
 */
function isUntouched(live: KubeObject, object: KubeObject): boolean {
  const hash = object.metadata.annotations?.[contentHashKey];
  return hash !== undefined && live.metadata.annotations?.[contentHashKey] === hash && covers(live, object);
}

async function judgeNew(
  facts: JudgeFacts,
  item: Desired,
  object: KubeObject,
  base: PlannedChange,
  options: JudgeOptions,
): Promise<PlannedChange> {
  const { ref } = base;
  const gone = facts.last.has(refId(ref));
  const created: PlannedChange = {
    ...base,
    action: 'create',
    notes: gone ? [...base.notes, 'somebody deleted it'] : base.notes,
  };
  const unknowable = item.kindComesWithSet || facts.newNamespaces.has(ref.namespace ?? '');
  if (!options.checkCreates || unknowable) return created;
  const outcome = await dryRun(facts.client, object, options, false);
  return 'error' in outcome ? refused(created, outcome.error) : created;
}

function foreign(base: PlannedChange, live: KubeObject, owner: string | undefined): PlannedChange {
  const managers = [...new Set((live.metadata.managedFields ?? []).map((entry) => entry.manager))].join(', ');
  const whose =
    owner === undefined
      ? `exists already (made by ${managers || 'somebody else'})`
      : `belongs to another set (${owner})`;
  return {
    ...base,
    action: 'foreign',
    notes: [...base.notes, `${formatRef(base.ref)} ${whose}`],
    hint:
      owner === undefined
        ? 'adopt it on purpose, or give the platform another name or namespace'
        : 'choose another name or namespace',
  };
}

type DryRun = { readonly object: KubeObject } | { readonly error: StoaError };

async function dryRun(
  client: KubeClient,
  object: KubeObject,
  options: JudgeOptions,
  force: boolean,
): Promise<DryRun> {
  try {
    const signal = options.signal ? { signal: options.signal } : {};
    return { object: await client.apply(object, { fieldManager, force, dryRun: true, ...signal }) };
  } catch (error) {
    if (error instanceof StoaError && refusals.has(error.code)) return { error };
    throw error;
  }
}

/** What the server says about the object, as opposed to what is wrong with the server or the user's rights. */
const refusals = new Set<string>([
  'KUBE_INVALID',
  'KUBE_IMMUTABLE',
  'KUBE_FIELD_CONFLICT',
  'KUBE_ADMISSION_DENIED',
  'KUBE_WEBHOOK_FAILED',
  'KUBE_QUOTA_EXCEEDED',
  'KUBE_FORBIDDEN',
  'KUBE_NAMESPACE_TERMINATING',
  'KUBE_NOT_FOUND',
]);

async function judgeChange(
  facts: JudgeFacts,
  base: PlannedChange,
  live: KubeObject,
  object: KubeObject,
  options: JudgeOptions,
): Promise<PlannedChange> {
  const first = await dryRun(facts.client, object, options, options.forceConflicts);
  if ('object' in first) {
    const raw = diffObjects(live, first.object);
    // The hash alone may be new: what it stands for has to be written then, or every plan would ask again.
    const stale =
      live.metadata.annotations?.[contentHashKey] !== object.metadata.annotations?.[contentHashKey];
    if (raw.length === 0 && !stale) return base;
    return { ...base, action: 'change', fields: describe(facts, base, live, object, raw) };
  }
  if (isCode(first.error, 'KUBE_FIELD_CONFLICT')) {
    const conflicts = (first.error.details['conflicts'] ?? []) as OwnedField[];
    const forced = await dryRun(facts.client, object, options, true);
    const raw = 'object' in forced ? diffObjects(live, forced.object) : [];
    const notes = conflicts.map(({ field, manager }) => `${field} belongs to ${manager}`);
    return {
      ...base,
      action: 'conflict',
      conflicts,
      fields: describe(facts, base, live, object, raw),
      notes: [...base.notes, ...notes],
      ...hintOf(first.error),
    };
  }
  return refused(
    { ...base, fields: describe(facts, base, live, object, missing(live, object)) },
    first.error,
    live,
    object,
  );
}

/** What can be said about a change that the server would not even try: the fields that we say and it does not. */
function missing(live: KubeObject, object: KubeObject): RawChange[] {
  return diffObjects(live, object).filter((change) => change.after !== undefined);
}

function refused(
  base: PlannedChange,
  error: StoaError,
  live?: KubeObject,
  object?: KubeObject,
): PlannedChange {
  if (error.code !== 'KUBE_IMMUTABLE' || !live || !object) {
    return { ...base, action: 'refused', notes: [...base.notes, error.message], ...hintOf(error) };
  }
  const known = explainImmutable(
    base.ref,
    missing(live, object).map((change) => change.path),
  );
  return {
    ...base,
    action: 'immutable',
    notes: [...base.notes, known?.message ?? error.message],
    hint: known?.remedy ?? 'give it a new name, or delete it and apply again',
  };
}

function hintOf(error: StoaError): { hint?: string } {
  return error.hint === undefined ? {} : { hint: error.hint };
}

function describe(
  facts: JudgeFacts,
  base: PlannedChange,
  live: KubeObject,
  object: KubeObject,
  raw: readonly RawChange[],
): FieldChange[] {
  const sameContent =
    live.metadata.annotations?.[contentHashKey] === object.metadata.annotations?.[contentHashKey];
  // The hash says that the config is the same as ever; else the last revision knows field by field.
  const last = sameContent ? object : facts.last.get(refId(base.ref));
  return raw.map((change) => {
    const masked = maskChange(facts.hashKey, base.ref, change);
    const drifted = last !== undefined && sameJson(lookUp(last, change.path), lookUp(object, change.path));
    const by = drifted
      ? ownersOf(live, change.path).find((entry) => entry.manager !== fieldManager)?.manager
      : undefined;
    return {
      path: formatFieldPath(change.path),
      before: masked.before,
      after: masked.after,
      ...(drifted ? { drift: { by: by ?? '' } } : {}),
    };
  });
}
