import type { KubeObject } from '../objects/object.ts';
import { fieldsOf, listOf, numberOf, textOf, valueAt } from '../objects/values.ts';
import { findCondition, wordsOf } from './conditions.ts';
import { current, failed, inProgress, type ObjectStatus } from './object-status.ts';

/** Reasons of a waiting container that mostly stay until somebody changes something. */
const stuck = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

export interface ContainerTrouble {
  readonly container: string;
  readonly reason: string;
  readonly message: string;
  readonly restarts: number;
  /** Exit code of the run before, when it crashed. */
  readonly exitCode: number | undefined;
}

/** The containers that wait for a reason which rarely goes away by itself, or that were killed. */
export function containerTroubles(pod: KubeObject): ContainerTrouble[] {
  const lists = ['initContainerStatuses', 'containerStatuses'].flatMap((list) =>
    listOf(valueAt(pod, 'status', list)),
  );
  return lists.flatMap((item) => {
    const waiting = fieldsOf(valueAt(item, 'state', 'waiting'));
    const ended = fieldsOf(valueAt(item, 'state', 'terminated') ?? valueAt(item, 'lastState', 'terminated'));
    const exitCode = numberOf(ended['exitCode']);
    const reason = textOf(waiting['reason']) ?? '';
    const crashed = valueAt(item, 'state', 'terminated') !== undefined && exitCode !== 0;
    if (!stuck.has(reason) && !crashed) return [];
    return [
      {
        container: textOf(fieldsOf(item)['name']) ?? '',
        reason: reason || (textOf(ended['reason']) ?? 'Error'),
        message: textOf(waiting['message']) ?? textOf(ended['message']) ?? '',
        restarts: numberOf(fieldsOf(item)['restartCount']) ?? 0,
        exitCode,
      },
    ];
  });
}

export function podStatus(pod: KubeObject): ObjectStatus {
  const phase = textOf(valueAt(pod, 'status', 'phase'));
  if (phase === 'Succeeded') return current('the pod is done');
  if (phase === 'Failed') {
    return failed(
      textOf(valueAt(pod, 'status', 'reason')) ?? 'PodFailed',
      textOf(valueAt(pod, 'status', 'message')) ?? 'the pod failed',
    );
  }
  if (findCondition(pod, 'Ready')?.status === 'True') return current('the pod is ready');
  const trouble = containerTroubles(pod)[0];
  if (trouble)
    return inProgress(trouble.reason, `container ${trouble.container}: ${trouble.message || trouble.reason}`);
  const scheduled = findCondition(pod, 'PodScheduled');
  if (scheduled?.status === 'False')
    return inProgress(scheduled.reason || 'Unschedulable', wordsOf(scheduled));
  const ready = findCondition(pod, 'Ready');
  return inProgress(ready?.reason || phase || 'Pending', ready ? wordsOf(ready) : 'the pod is not ready');
}
