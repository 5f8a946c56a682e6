import type { KubeObject } from '../objects/object.ts';
import { numberOf, textOf, valueAt } from '../objects/values.ts';
import { findCondition, wordsOf } from './conditions.ts';
import { current, failed, inProgress, type ObjectStatus } from './object-status.ts';

const specNumber = (object: KubeObject, ...path: string[]) => numberOf(valueAt(object, 'spec', ...path));
const statusNumber = (object: KubeObject, field: string) => numberOf(valueAt(object, 'status', field)) ?? 0;

/** These controllers always write observedGeneration; without it none has looked yet. */
function unseen(object: KubeObject): ObjectStatus | undefined {
  if (numberOf(valueAt(object, 'status', 'observedGeneration')) !== undefined) return undefined;
  return inProgress('NotObserved', 'its controller has not seen it yet');
}

/** As `kubectl rollout status`: all pods are of the newest template, available, and no old one is left. */
export function deploymentStatus(object: KubeObject): ObjectStatus {
  const progressing = findCondition(object, 'Progressing');
  if (progressing?.status === 'False' && progressing.reason === 'ProgressDeadlineExceeded') {
    return failed('ProgressDeadlineExceeded', wordsOf(progressing));
  }
  const failure = findCondition(object, 'ReplicaFailure');
  if (failure?.status === 'True') return inProgress(failure.reason || 'ReplicaFailure', wordsOf(failure));
  const waiting = unseen(object);
  if (waiting) return waiting;
  if (valueAt(object, 'spec', 'paused') === true) return inProgress('Paused', 'the rollout is paused');
  const wanted = specNumber(object, 'replicas') ?? 1;
  const [updated, all, available] = (['updatedReplicas', 'replicas', 'availableReplicas'] as const).map(
    (field) => statusNumber(object, field),
  ) as [number, number, number];
  if (updated < wanted)
    return inProgress('RolloutInProgress', `${updated} of ${wanted} pods are of the newest version`);
  if (all > updated) return inProgress('RolloutInProgress', `${all - updated} old pods are still there`);
  if (available < wanted) return inProgress('NotAvailable', `${available} of ${wanted} pods are available`);
  return current(`${available} of ${wanted} pods are available`);
}

export function replicaSetStatus(object: KubeObject): ObjectStatus {
  const waiting = unseen(object);
  if (waiting) return waiting;
  const failure = findCondition(object, 'ReplicaFailure');
  if (failure?.status === 'True') return inProgress(failure.reason || 'ReplicaFailure', wordsOf(failure));
  const wanted = specNumber(object, 'replicas') ?? 1;
  const all = statusNumber(object, 'replicas');
  const available = statusNumber(object, 'availableReplicas');
  if (all !== wanted) return inProgress('Scaling', `${all} of ${wanted} pods exist`);
  if (available < wanted) return inProgress('NotAvailable', `${available} of ${wanted} pods are available`);
  return current(`${available} of ${wanted} pods are available`);
}

export function statefulSetStatus(object: KubeObject): ObjectStatus {
  const waiting = unseen(object);
  if (waiting) return waiting;
  const wanted = specNumber(object, 'replicas') ?? 1;
  const ready = statusNumber(object, 'readyReplicas');
  if (statusNumber(object, 'replicas') !== wanted)
    return inProgress('Scaling', `${statusNumber(object, 'replicas')} of ${wanted} pods exist`);
  if (ready < wanted) return inProgress('NotReady', `${ready} of ${wanted} pods are ready`);
  // With OnDelete somebody replaces the pods by hand: there is nothing to wait for.
  if (textOf(valueAt(object, 'spec', 'updateStrategy', 'type')) === 'OnDelete')
    return current(`${ready} of ${wanted} pods are ready`);
  // A partition keeps the pods below it on the old version on purpose.
  const partition = specNumber(object, 'updateStrategy', 'rollingUpdate', 'partition') ?? 0;
  const updated = statusNumber(object, 'updatedReplicas');
  if (updated < wanted - partition)
    return inProgress(
      'RolloutInProgress',
      `${updated} of ${wanted - partition} pods are of the newest version`,
    );
  const [now, next] = [
    valueAt(object, 'status', 'currentRevision'),
    valueAt(object, 'status', 'updateRevision'),
  ];
  if (partition === 0 && now !== next)
    return inProgress('RolloutInProgress', 'the newest version is not yet the current one');
  return current(`${ready} of ${wanted} pods are ready`);
}

export function daemonSetStatus(object: KubeObject): ObjectStatus {
  const waiting = unseen(object);
  if (waiting) return waiting;
  const wanted = statusNumber(object, 'desiredNumberScheduled');
  const updated = statusNumber(object, 'updatedNumberScheduled');
  const available = statusNumber(object, 'numberAvailable');
  const onDelete = textOf(valueAt(object, 'spec', 'updateStrategy', 'type')) === 'OnDelete';
  if (updated < wanted && !onDelete)
    return inProgress('RolloutInProgress', `${updated} of ${wanted} pods are of the newest version`);
  if (available < wanted) return inProgress('NotAvailable', `${available} of ${wanted} pods are available`);
  return current(`${available} of ${wanted} pods are available`);
}

/** A job is done when it ends well. One that is meant to start later (suspended, CronJob) is as it should be. */
export function jobStatus(object: KubeObject): ObjectStatus {
  const fail = findCondition(object, 'Failed');
  if (fail?.status === 'True') return failed(fail.reason || 'JobFailed', wordsOf(fail));
  if (findCondition(object, 'Complete')?.status === 'True') return current('the job is complete');
  if (valueAt(object, 'spec', 'suspend') === true) return current('the job is suspended');
  if (valueAt(object, 'status', 'startTime') === undefined)
    return inProgress('NotStarted', 'the job has not started');
  return inProgress(
    'Running',
    `${statusNumber(object, 'succeeded')} of ${specNumber(object, 'completions') ?? 1} pods are done`,
  );
}
