import type { KubeObject } from '../objects/object.ts';
import { listOf, textOf, valueAt } from '../objects/values.ts';
import { conditionsOf, readConditions, wordsOf, type Condition } from './conditions.ts';
import { current, inProgress, type ObjectStatus } from './object-status.ts';

export function gatewayClassStatus(object: KubeObject): ObjectStatus {
  return missingOf(object, conditionsOf(object), ['Accepted']) ?? current('accepted');
}

/** A Gateway is programmed even when some of its listeners are not there (Gateway API, "ListenersNotValid"). */
export function gatewayStatus(object: KubeObject): ObjectStatus {
  const conditions = conditionsOf(object);
  if (!isTaken(object, conditions)) {
    const name = textOf(valueAt(object, 'spec', 'gatewayClassName')) ?? '?';
    return inProgress('Pending', `it waits for the controller of GatewayClass ${name}`);
  }
  return (
    missingOf(object, conditions, ['Accepted']) ??
    missingListener(object) ??
    missingOf(object, conditions, ['Programmed']) ??
    current('accepted and programmed')
  );
}

/** The definition itself gives a new Gateway a condition, which is nobody's word. */
function isTaken({ metadata }: KubeObject, conditions: readonly Condition[]): boolean {
  const accepted = conditions.find(({ type }) => type === 'Accepted');
  if (!accepted || isOld(accepted, metadata)) return false;
  return accepted.status !== 'Unknown' || accepted.reason !== 'Pending';
}

function missingListener(object: KubeObject): ObjectStatus | undefined {
  const told = listOf(valueAt(object, 'status', 'listeners'));
  for (const listener of listOf(valueAt(object, 'spec', 'listeners'))) {
    const name = textOf(valueAt(listener, 'name')) ?? '?';
    const status = told.find((one) => valueAt(one, 'name') === name);
    const conditions = readConditions(valueAt(status, 'conditions'));
    const missing = missingOf(
      object,
      conditions,
      ['ResolvedRefs', 'Accepted', 'Programmed'],
      `listener ${name}: `,
    );
    if (missing) return missing;
  }
  return undefined;
}

/** A route is there when each of its parents has accepted it and found all that it refers to. */
export function routeStatus(object: KubeObject): ObjectStatus {
  const parents = listOf(valueAt(object, 'status', 'parents'));
  const asked = listOf(valueAt(object, 'spec', 'parentRefs')).length;
  if (parents.length < asked)
    return inProgress('NoParent', `${parents.length} of ${asked} gateways have answered`);
  return (
    missingAmong(object, parents, 'parentRef', ['Accepted', 'ResolvedRefs']) ??
    current(`${parents.length} gateways accept the route`)
  );
}

/** A policy is attached to gateways, each of which says whether it holds there (Gateway API, GEP-713). */
export function policyStatus(object: KubeObject): ObjectStatus {
  const ancestors = listOf(valueAt(object, 'status', 'ancestors'));
  if (ancestors.length === 0) return inProgress('NoAncestor', 'no gateway has taken the policy yet');
  return (
    missingAmong(object, ancestors, 'ancestorRef', ['Accepted']) ??
    current(`${ancestors.length} gateways accept the policy`)
  );
}

function missingAmong(
  object: KubeObject,
  gateways: readonly unknown[],
  reference: 'parentRef' | 'ancestorRef',
  types: readonly string[],
): ObjectStatus | undefined {
  for (const gateway of gateways) {
    const name = textOf(valueAt(gateway, reference, 'name')) ?? '?';
    const conditions = readConditions(valueAt(gateway, 'conditions'));
    const missing = missingOf(object, conditions, types, `gateway ${name}: `);
    if (missing) return missing;
  }
  return undefined;
}

function missingOf(
  { metadata }: KubeObject,
  conditions: readonly Condition[],
  types: readonly string[],
  whose = '',
): ObjectStatus | undefined {
  for (const type of types) {
    const condition = conditions.find((one) => one.type === type);
    if (!condition) return inProgress(`Not${type}`, `${whose}its controller has not said ${type}`);
    if (isOld(condition, metadata))
      return inProgress('NotObserved', `${whose}its controller has not seen the newest version yet`);
    if (condition.status !== 'True')
      return inProgress(condition.reason || `Not${type}`, `${whose}${wordsOf(condition)}`);
  }
  return undefined;
}

/** The Gateway API writes conditions with the generation that they are about; older ones do not count. */
function isOld({ observedGeneration = 0 }: Condition, { generation = 0 }: KubeObject['metadata']): boolean {
  return observedGeneration < generation;
}
