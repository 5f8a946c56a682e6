import { fieldsOf, listOf, textOf, valueAt, type Fields } from '../../kube/index.ts';
import { containersOf, type PodSet } from '../subject.ts';
import { coreRef, type Reference } from './reference.ts';

/** What pods name: config, secrets, claims, account, classes. What is `optional` may be missing. */
export function referencesOfPods(set: PodSet): Reference[] {
  const { spec } = set;
  const account = textOf(spec['serviceAccountName']);
  const priority = textOf(spec['priorityClassName']);
  const runtime = textOf(spec['runtimeClassName']);
  const from = set.title;
  return [
    ...listOf(spec['volumes']).flatMap((volume) => ofVolume(fieldsOf(volume), set)),
    ...containersOf(spec).flatMap((container) => ofContainer(container, set)),
    ...listOf(spec['imagePullSecrets']).flatMap((secret) => {
      const name = textOf(fieldsOf(secret)['name']);
      // The kubelet goes on without it, and a public image is pulled all the same.
      return name
        ? [{ from, to: coreRef('Secret', name, set.namespace), as: 'pull secret', mild: true }]
        : [];
    }),
    ...(account ? [{ from, to: coreRef('ServiceAccount', account, set.namespace), as: 'account' }] : []),
    ...(priority && !priority.startsWith('system-')
      ? [clusterRef(from, 'scheduling.k8s.io/v1', 'PriorityClass', priority)]
      : []),
    ...(runtime ? [clusterRef(from, 'node.k8s.io/v1', 'RuntimeClass', runtime)] : []),
  ];
}

function clusterRef(from: string, apiVersion: string, kind: string, name: string): Reference {
  return { from, to: { apiVersion, kind, name }, as: 'class' };
}

function ofVolume(volume: Fields, set: PodSet): Reference[] {
  const as = `volume ${textOf(volume['name']) ?? ''}`;
  const claim = textOf(valueAt(volume, 'persistentVolumeClaim', 'claimName'));
  const sources = listOf(valueAt(volume, 'projected', 'sources')).map(fieldsOf);
  return [
    ...ofSource('Secret', fieldsOf(volume['secret']), 'secretName', as, set),
    ...ofSource('ConfigMap', fieldsOf(volume['configMap']), 'name', as, set),
    ...(claim ? [{ from: set.title, to: coreRef('PersistentVolumeClaim', claim, set.namespace), as }] : []),
    ...sources.flatMap((source) => ofSource('Secret', fieldsOf(source['secret']), 'name', as, set)),
    ...sources.flatMap((source) => ofSource('ConfigMap', fieldsOf(source['configMap']), 'name', as, set)),
  ];
}

/** A mounted Secret or ConfigMap, with the keys that are picked from it. */
function ofSource(kind: string, source: Fields, nameField: string, as: string, set: PodSet): Reference[] {
  const name = textOf(source[nameField]);
  if (!name || source['optional'] === true) return [];
  const to = coreRef(kind, name, set.namespace);
  const keys = listOf(source['items']).flatMap((item) => textOf(fieldsOf(item)['key']) ?? []);
  return keys.length === 0
    ? [{ from: set.title, to, as }]
    : keys.map((key) => ({ from: set.title, to, as, key }));
}

function ofContainer(container: Fields, set: PodSet): Reference[] {
  const name = textOf(container['name']) ?? '';
  const variables = listOf(container['env'])
    .map(fieldsOf)
    .map((item) => ({
      as: `variable ${textOf(item['name']) ?? ''} of container ${name}`,
      from: fieldsOf(item['valueFrom']),
    }));
  const whole = listOf(container['envFrom']).map(fieldsOf);
  const as = `variables of container ${name}`;
  return [
    ...variables.flatMap((one) => ofKey('Secret', fieldsOf(one.from['secretKeyRef']), one.as, set)),
    ...variables.flatMap((one) => ofKey('ConfigMap', fieldsOf(one.from['configMapKeyRef']), one.as, set)),
    ...whole.flatMap((item) => ofSource('Secret', fieldsOf(item['secretRef']), 'name', as, set)),
    ...whole.flatMap((item) => ofSource('ConfigMap', fieldsOf(item['configMapRef']), 'name', as, set)),
  ];
}

function ofKey(kind: string, ref: Fields, as: string, set: PodSet): Reference[] {
  const name = textOf(ref['name']);
  const key = textOf(ref['key']);
  if (!name || key === undefined || ref['optional'] === true) return [];
  return [{ from: set.title, to: coreRef(kind, name, set.namespace), as, key }];
}
