import type { KubeObject, ObjectRef } from '../objects/object.ts';
import type { OwnedField } from '../transport/status-error.ts';
import type { ObjectSet } from '../sets/object-set.ts';

/** One field that an apply would change. Values of Secrets are masked. */
export interface FieldChange {
  /** `.spec.template.spec.containers[name="web"].image` */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  /** Set when the config did not change but the cluster did: somebody else's hand. `by` is empty when unknown. */
  readonly drift?: { readonly by: string };
}

/**
 * - `create`, `change`, `delete`, `unchanged`: what an apply does.
 * - `replace`: the object is being deleted; it is made anew once it is gone.
 * - `protected`: no longer part of the set, but its deletion could lose data, so it stays.
 * - `conflict`: other managers own fields with other values. `foreign`: an object of that name belongs to somebody
 *   else. `immutable`: a field cannot change. `refused`: the API server does not accept it. None of these is applied.
 */
export type PlanAction =
  | 'create'
  | 'change'
  | 'delete'
  | 'unchanged'
  | 'replace'
  | 'protected'
  | 'conflict'
  | 'foreign'
  | 'immutable'
  | 'refused';

export interface PlannedChange {
  readonly action: PlanAction;
  readonly ref: ObjectRef;
  readonly fields: readonly FieldChange[];
  readonly conflicts: readonly OwnedField[];
  /** Why it is not applied, or what is to be known about it. */
  readonly notes: readonly string[];
  /** What to do about it. */
  readonly hint?: string;
  /** The object that was found, so that a later apply sees whether it is still the same. */
  readonly live?: { readonly uid: string; readonly resourceVersion: string };
  /** `refId`s of what has to be ready before it is applied, and is deleted after it. */
  readonly dependsOn?: readonly string[];
  /** Absent without dependencies; else one more than the highest of what it depends on. */
  readonly level?: number;
  /** What the config says, ready to be sent; holds secrets, so it is for files of mode 0600 at most. */
  readonly desired?: KubeObject;
}

export interface Plan {
  readonly version: 1;
  readonly set: ObjectSet;
  readonly server: string;
  /** Key of the hashes in `desired` and of the marks of masked values; as secret as they are. */
  readonly hashKey?: string;
  /** In the order of the apply. */
  readonly changes: readonly PlannedChange[];
}

export type PlanSummary = Readonly<Record<PlanAction, number>> & {
  readonly drifted: number;
};

const actions: readonly PlanAction[] = [
  'create',
  'change',
  'delete',
  'unchanged',
  'replace',
  'protected',
  'conflict',
  'foreign',
  'immutable',
  'refused',
];

export function summarize(plan: Plan): PlanSummary {
  const count = (action: PlanAction) => plan.changes.filter((change) => change.action === action).length;
  const counts = Object.fromEntries(actions.map((action) => [action, count(action)])) as Record<
    PlanAction,
    number
  >;
  const drifted = plan.changes.filter((change) => change.fields.some((field) => field.drift)).length;
  return { ...counts, drifted };
}

/** Changes that an apply would make. */
export function pendingChanges(plan: Plan): PlannedChange[] {
  return plan.changes.filter((change) => ['create', 'change', 'delete', 'replace'].includes(change.action));
}

/** Changes that keep an apply from starting. */
export function obstacles(plan: Plan): PlannedChange[] {
  return plan.changes.filter(obstructs);
}

export function obstructs({ action }: PlannedChange): boolean {
  return ['conflict', 'foreign', 'immutable', 'refused'].includes(action);
}

/** The plan without what is to be sent: for printing and for JSON output. */
export function printablePlan(plan: Plan): Plan {
  const { hashKey: _hashKey, ...rest } = plan;
  return { ...rest, changes: plan.changes.map(({ desired: _desired, ...change }) => change) };
}
