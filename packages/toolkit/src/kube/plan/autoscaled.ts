import { formatRef, groupOf, refOf, type KubeObject } from '../objects/object.ts';
import { fieldsOf, textOf, valueAt } from '../objects/values.ts';
import { isOwnedBy } from './owners.ts';

/** The autoscalers of a set. */
export function autoscalersIn(objects: readonly KubeObject[]): KubeObject[] {
  return objects.filter(
    ({ kind, apiVersion }) => kind === 'HorizontalPodAutoscaler' && groupOf(apiVersion) === 'autoscaling',
  );
}

/** Which of the autoscalers scales a workload: `kind/name` in a namespace. */
export function autoscalerOf(
  workload: KubeObject,
  autoscalers: readonly KubeObject[],
): KubeObject | undefined {
  return autoscalers.find((object) => {
    const target = fieldsOf(valueAt(object, 'spec', 'scaleTargetRef'));
    return (
      object.metadata.namespace === workload.metadata.namespace &&
      target['kind'] === workload.kind &&
      target['name'] === workload.metadata.name &&
      groupOf(textOf(target['apiVersion']) ?? '') === groupOf(workload.apiVersion)
    );
  });
}

/**
 * Leaves the number of replicas to the autoscaler. The field is not sent, except while it is still ours: a field that
 * its only owner stops sending falls back to 1, so it is sent with the value that it has (Kubernetes, "Server-Side
 * Apply: transferring ownership").
 * @returns the object to apply, and a note when something was left out
 */
export function leaveReplicas(
  object: KubeObject,
  live: KubeObject | undefined,
  autoscalers: readonly KubeObject[],
  manager: string,
): { readonly object: KubeObject; readonly note?: string } {
  const scaler = autoscalerOf(object, autoscalers);
  const { replicas, ...spec } = fieldsOf(object['spec']);
  if (!scaler) return { object };
  const liveReplicas = valueAt(live, 'spec', 'replicas');
  const ours = live !== undefined && isOwnedBy(live, ['spec', 'replicas'], manager);
  const kept = ours && liveReplicas !== undefined ? { ...spec, replicas: liveReplicas } : spec;
  if (replicas === undefined && !ours) return { object };
  return { object: { ...object, spec: kept }, note: `replicas are left to ${formatRef(refOf(scaler))}` };
}
