import { kubeErrors } from '../kube-errors.ts';
import { formatRef, refId } from '../objects/object.ts';
import { obstacles, type Plan, type PlannedChange } from '../plan/plan.ts';

/** @throws KUBE_PLAN_REFUSED, KUBE_FIELD_CONFLICT, KUBE_FOREIGN_OBJECT or KUBE_IMMUTABLE, naming every obstacle */
export function checkObstacles(plan: Plan): void {
  const found = obstacles(plan);
  const [first] = found;
  if (!first) return;
  const words = found.map((change) => `${formatRef(change.ref)}: ${change.notes.join('; ')}`);
  const alike = found.every((change) => change.action === first.action);
  throw kubeErrors.make(
    alike ? (codes[first.action] ?? 'KUBE_PLAN_REFUSED') : 'KUBE_PLAN_REFUSED',
    words.join('\n'),
    {
      ...(first.hint === undefined ? {} : { hint: first.hint }),
      details: {
        obstacles: found.map(({ action, ref, conflicts, notes }) => ({ action, ref, conflicts, notes })),
      },
    },
  );
}

const codes: Readonly<
  Partial<Record<PlannedChange['action'], 'KUBE_FIELD_CONFLICT' | 'KUBE_FOREIGN_OBJECT' | 'KUBE_IMMUTABLE'>>
> = {
  conflict: 'KUBE_FIELD_CONFLICT',
  foreign: 'KUBE_FOREIGN_OBJECT',
  immutable: 'KUBE_IMMUTABLE',
};

/** @throws KUBE_PLAN_STALE when a plan made now says something else than the one that was agreed to */
export function checkSamePlan(agreed: Plan, now: Plan): void {
  const before = new Map(agreed.changes.map((change) => [refId(change.ref), change]));
  const different = now.changes.filter((change) => !isSame(before.get(refId(change.ref)), change, now));
  const gone = agreed.changes.filter(
    (change) => !now.changes.some((other) => refId(other.ref) === refId(change.ref)),
  );
  const names = [...different, ...gone].map((change) => formatRef(change.ref));
  if (names.length === 0 && agreed.set.id === now.set.id && agreed.server === now.server) return;
  throw kubeErrors.make(
    'KUBE_PLAN_STALE',
    `the cluster is no longer as it was when the plan was made: ${names.join(', ') || agreed.server}`,
    {
      hint: 'make the plan anew, and look at it again',
    },
  );
}

function isSame(agreed: PlannedChange | undefined, now: PlannedChange, { set }: Plan): boolean {
  if (agreed === undefined) return false;
  // The home of the set is made before the lock, that is between the two plans.
  const isHome = now.ref.kind === 'Namespace' && now.ref.name === set.namespace;
  if (isHome && agreed.action === 'create' && now.action === 'change') return true;
  return signature(agreed) === signature(now);
}

/** What was agreed to; the version of the object may be newer as long as the change is the same. */
function signature(change: PlannedChange): string {
  return JSON.stringify([
    change.action,
    change.fields.map(({ path, before, after }) => [path, before, after]),
    change.live?.uid,
  ]);
}
