import type { KubeObject } from '../objects/object.ts';
import { fieldsOf, listOf, numberOf, textOf, valueAt } from '../objects/values.ts';

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration: number | undefined;
}

export function conditionsOf(object: KubeObject): Condition[] {
  return readConditions(valueAt(object, 'status', 'conditions'));
}

export function readConditions(list: unknown): Condition[] {
  return listOf(list).map((item) => {
    const fields = fieldsOf(item);
    const status = fields['status'];
    return {
      type: textOf(fields['type']) ?? '',
      status: status === 'True' || status === 'False' ? status : 'Unknown',
      reason: textOf(fields['reason']) ?? '',
      message: textOf(fields['message']) ?? '',
      observedGeneration: numberOf(fields['observedGeneration']),
    };
  });
}

export function findCondition(object: KubeObject, type: string): Condition | undefined {
  return conditionsOf(object).find((condition) => condition.type === type);
}

/** What a condition says for people: its message, its reason, or just its type. */
export function wordsOf(condition: Condition): string {
  return condition.message || condition.reason || `${condition.type} is ${condition.status}`;
}

/**
 * Whether the controller has not yet seen the newest spec (API conventions: `metadata.generation` counts changes of
 * the spec, `status.observedGeneration` is the one that the status speaks of). Until then a status is of old pods.
 */
export function isBehind(object: KubeObject): boolean {
  const generation = object.metadata.generation;
  const observed = numberOf(valueAt(object, 'status', 'observedGeneration'));
  return generation !== undefined && observed !== undefined && observed < generation;
}
