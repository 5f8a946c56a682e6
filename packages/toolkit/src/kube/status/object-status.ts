import type { KubeObject } from '../objects/object.ts';

/**
 * Where an object stands on the way to what its spec asks for, in the words of kstatus:
 * `current` (there), `in-progress` (on the way), `failed` (will not get there by itself), `terminating`.
 */
export type StatusState = 'current' | 'in-progress' | 'failed' | 'terminating';

export interface ObjectStatus {
  readonly state: StatusState;
  /** One word for programs: `RolloutInProgress`. */
  readonly reason: string;
  /** For people: `2 of 3 pods are available`. */
  readonly message: string;
}

export type StatusRule = (object: KubeObject) => ObjectStatus;

export function current(message: string): ObjectStatus {
  return { state: 'current', reason: 'Ready', message };
}

export function inProgress(reason: string, message: string): ObjectStatus {
  return { state: 'in-progress', reason, message };
}

export function failed(reason: string, message: string): ObjectStatus {
  return { state: 'failed', reason, message };
}
