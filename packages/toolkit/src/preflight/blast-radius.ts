import { fieldsOf, formatRef, groupOf, listOf, refOf, valueAt, type KubeObject } from '../kube/index.ts';
import { enumerate } from './finding.ts';
import { containsAll } from './selectors.ts';
import type { PodSet, Subject } from './subject.ts';

/** What the parts of our stacks take with them, by the label of their name. */
const known: Readonly<Record<string, string>> = {
  redis: 'nobody can join or resume, and rooms cannot move; calls that run go on until a backend asks it',
  coturn: 'calls that need a relay are cut, and new ones of that kind fail',
  janus: 'every room on it is cut until its participants are moved',
  meet: 'nobody can join, and signalling of all calls stands still; media that flows goes on',
  'meet-controller': 'a scale-in may take a session backend with people, who are moved; calls go on',
  'session-backend': 'nobody can join, and signalling of all calls stands still; media that flows goes on',
};

/** What stands still while these pods are away. */
export function blastRadius(sets: readonly PodSet[], subject: Subject): string {
  const part = sets.flatMap(({ labels }) =>
    [labels['app.kubernetes.io/component'], labels['app.kubernetes.io/name']].flatMap(
      (name) => known[name ?? ''] ?? [],
    ),
  )[0];
  const services = subject
    .ofKind('', 'Service')
    .filter((service) => sets.some((set) => leadsTo(service, set)));
  const routes = subject.objects.filter((object) => services.some((service) => routesTo(object, service)));
  const silent = [...routes, ...services].map((object) => formatRef(refOf(object)));
  const names = silent.length > 0 ? `nothing answers behind ${enumerate(silent)}` : undefined;
  return [part, names].filter((words) => words !== undefined).join('; ') || 'what it does stands still';
}

export function leadsTo(service: KubeObject, set: PodSet): boolean {
  const selector = fieldsOf(valueAt(service, 'spec', 'selector'));
  return (
    Object.keys(selector).length > 0 &&
    service.metadata.namespace === set.namespace &&
    set.podLabels.some((labels) => containsAll(selector, labels))
  );
}

function routesTo(object: KubeObject, service: KubeObject): boolean {
  if (groupOf(object.apiVersion) !== 'gateway.networking.k8s.io' || !object.kind.endsWith('Route'))
    return false;
  if (object.metadata.namespace !== service.metadata.namespace) return false;
  return listOf(valueAt(object, 'spec', 'rules')).some((rule) =>
    listOf(valueAt(rule, 'backendRefs')).some(
      (backend) => fieldsOf(backend)['name'] === service.metadata.name,
    ),
  );
}
