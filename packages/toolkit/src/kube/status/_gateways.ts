import type { KubeObject } from '../objects/object.ts';
import { listOf, textOf, valueAt } from '../objects/values.ts';
import { conditionsOf, readConditions, wordsOf, type Condition } from './conditions.ts';
import { current, inProgress, type ObjectStatus } from './object-status.ts';

export function gatewayClassStatus(object: KubeObject): ObjectStatus {
  return missingOf(object, conditionsOf(object), ['Accepted']) ?? current('accepted');
}

/** A Gateway whose listeners are not all there is programmed nevertheless (Gateway API, "ListenersNotValid"). */
export function gatewayStatus(object: KubeObject): ObjectStatus {
  const conditions = conditionsOf(object);
  // What the definition itself gives every new Gateway; a controller that knows the class replaces it.
  if (
    conditions.some(
      ({ type, status, reason }) => type === 'Accepted' && status === 'Unknown' && reason === 'Pending',
    )
  )
    return inProgress('Pending', `no controller has taken it: is there a GatewayClass ${classOf(object)}?`);
  const own = missingOf(object, conditions, ['Accepted']);
  return (
    own ??
    missingListener(object) ??
    missingOf(object, conditions, ['Programmed']) ??
    current('accepted and programmed')
  );
}

function classOf(object: KubeObject): string {
  return textOf(valueAt(object, 'spec', 'gatewayClassName')) ?? '?';
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

/** The Gateway API writes conditions with the generation that they are about; older ones do not count. */
function missingOf(
  object: KubeObject,
  conditions: readonly Condition[],
  types: readonly string[],
  whose = '',
): ObjectStatus | undefined {
  for (const type of types) {
    const condition = conditions.find((one) => one.type === type);
    const old = (condition?.observedGeneration ?? 0) < (object.metadata.generation ?? 0);
    if (condition && !old && condition.status === 'True') continue;
    return inProgress(
      condition?.reason || `Not${type}`,
      `${whose}${condition ? wordsOf(condition) : `its controller has not said ${type}`}`,
    );
  }
  return undefined;
}
