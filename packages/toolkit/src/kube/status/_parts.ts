import type { KubeObject } from '../objects/object.ts';
import { listOf, numberOf, textOf, valueAt } from '../objects/values.ts';
import { findCondition, isBehind, wordsOf } from './conditions.ts';
import { current, failed, inProgress, type ObjectStatus } from './object-status.ts';

export function claimStatus(object: KubeObject): ObjectStatus {
  const phase = textOf(valueAt(object, 'status', 'phase')) ?? 'Pending';
  if (phase === 'Bound') return current('the claim is bound');
  if (phase === 'Lost') return failed('Lost', 'the volume of the claim is gone');
  return inProgress(phase, 'the claim is not bound to a volume');
}

/** Only a load balancer is given by somebody else; the other types are there as soon as they exist. */
export function serviceStatus(object: KubeObject): ObjectStatus {
  if (valueAt(object, 'spec', 'type') !== 'LoadBalancer') return current('the service exists');
  const given = listOf(valueAt(object, 'status', 'loadBalancer', 'ingress'));
  if (given.length > 0) return current('the load balancer has an address');
  return inProgress('NoAddress', 'the load balancer has no address yet');
}

/** A budget is current once its controller has counted; whether it now allows a disruption is another question. */
export function disruptionBudgetStatus(object: KubeObject): ObjectStatus {
  if (numberOf(valueAt(object, 'status', 'observedGeneration')) === undefined) {
    return inProgress('NotObserved', 'its controller has not seen it yet');
  }
  return current(`${numberOf(valueAt(object, 'status', 'currentHealthy')) ?? 0} pods are healthy`);
}

/** An autoscaler without figures leaves the number of replicas as it is; that is no failure of the rollout. */
export function autoscalerStatus(object: KubeObject): ObjectStatus {
  const able = findCondition(object, 'AbleToScale');
  if (!able) return inProgress('NotObserved', 'its controller has not seen it yet');
  if (able.status === 'False') return inProgress(able.reason || 'NotAbleToScale', wordsOf(able));
  const active = findCondition(object, 'ScalingActive');
  if (active?.status === 'False' && active.reason !== 'ScalingDisabled') {
    return inProgress(active.reason || 'ScalingInactive', wordsOf(active));
  }
  return current('the autoscaler is active');
}

export function definitionStatus(object: KubeObject): ObjectStatus {
  const names = findCondition(object, 'NamesAccepted');
  if (names?.status === 'False') return failed(names.reason || 'NamesNotAccepted', wordsOf(names));
  const established = findCondition(object, 'Established');
  if (established?.status === 'True') return current('the kind is served');
  return inProgress(established?.reason || 'NotEstablished', 'the kind is not served yet');
}

export function namespaceStatus(object: KubeObject): ObjectStatus {
  const phase = textOf(valueAt(object, 'status', 'phase'));
  return phase === 'Active'
    ? current('the namespace is active')
    : inProgress(phase ?? 'Pending', 'the namespace is not active');
}

export function apiServiceStatus(object: KubeObject): ObjectStatus {
  const available = findCondition(object, 'Available');
  if (available?.status === 'True') return current('the API is available');
  return inProgress(
    available?.reason || 'NotAvailable',
    available ? wordsOf(available) : 'the API is not available',
  );
}

/**
 * Kinds without a rule: the conditions that controllers agree on (API conventions; kstatus). Without any of them an
 * object counts as current once it exists: there is nothing else to wait for.
 */
export function genericStatus(object: KubeObject): ObjectStatus {
  if (isBehind(object))
    return inProgress('NotObserved', 'its controller has not seen the newest version yet');
  const stalled = findCondition(object, 'Stalled');
  if (stalled?.status === 'True') return failed(stalled.reason || 'Stalled', wordsOf(stalled));
  const reconciling = findCondition(object, 'Reconciling');
  if (reconciling?.status === 'True')
    return inProgress(reconciling.reason || 'Reconciling', wordsOf(reconciling));
  for (const type of ['Ready', 'Available']) {
    const condition = findCondition(object, type);
    if (!condition) continue;
    if (condition.status === 'True') return current(wordsOf(condition));
    return inProgress(condition.reason || `Not${type}`, wordsOf(condition));
  }
  return current('it exists');
}
