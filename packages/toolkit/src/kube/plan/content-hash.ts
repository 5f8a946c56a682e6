import { createHmac } from 'node:crypto';
import type { KubeObject } from '../objects/object.ts';
import {
  canonicalJson,
  fieldsOf,
  isFields,
  listOf,
  textOf,
  valueAt,
  type Fields,
} from '../objects/values.ts';
import { configHashKey, contentHashKey } from './names.ts';

/**
 * 128 bits of HMAC-SHA-256. Without the set's key it says nothing about the value, not even to who guesses a password
 * that is in it.
 */
export function contentHash(key: string, value: unknown): string {
  return createHmac('sha256', key).update(canonicalJson(value)).digest('hex').slice(0, 32);
}

/** The hash is over the object without an older hash, so it may be given again and again. */
export function withContentHash(key: string, object: KubeObject): KubeObject {
  const { [contentHashKey]: _old, ...annotations } = object.metadata.annotations ?? {};
  const bare = { ...object, metadata: { ...object.metadata, annotations } };
  const marked = { ...annotations, [contentHashKey]: contentHash(key, bare) };
  return { ...object, metadata: { ...object.metadata, annotations: marked } };
}

const templatePaths: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
};

/**
 * Marks each pod template with a hash of the ConfigMaps and Secrets of the same set that it reads, so that a change of
 * them rolls the pods: Kubernetes itself never restarts a pod for that.
 */
export function rollOnConfigChange(key: string, objects: readonly KubeObject[]): KubeObject[] {
  const sources = new Map<string, KubeObject>();
  for (const object of objects) {
    if (object.apiVersion === 'v1' && ['ConfigMap', 'Secret'].includes(object.kind)) {
      sources.set(sourceKey(object.kind, object.metadata.namespace, object.metadata.name), object);
    }
  }
  return objects.map((object) => {
    const path = object.apiVersion === 'apps/v1' ? templatePaths[object.kind] : undefined;
    if (!path) return object;
    const template = fieldsOf(valueAt(object, ...path));
    const used = [...referredSources(fieldsOf(template['spec']))]
      .map(([kind, name]) => sources.get(sourceKey(kind, object.metadata.namespace, name)))
      .filter((source) => source !== undefined);
    if (used.length === 0) return object;
    const hash = contentHash(
      key,
      used.map((source) => [
        source.kind,
        source.metadata.name,
        source['data'],
        source['stringData'],
        source['binaryData'],
      ]),
    );
    return withTemplateAnnotation(object, template, hash);
  });
}

function sourceKey(kind: string, namespace: string | undefined, name: string): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}

function withTemplateAnnotation(object: KubeObject, template: Fields, hash: string): KubeObject {
  const metadata = fieldsOf(template['metadata']);
  const annotations = { ...fieldsOf(metadata['annotations']), [configHashKey]: hash };
  return {
    ...object,
    spec: { ...fieldsOf(object['spec']), template: { ...template, metadata: { ...metadata, annotations } } },
  };
}

/** `[kind, name]` of what a pod reads by volumes, `envFrom` and `env`, sorted and without repetition. */
function referredSources(pod: Fields): [kind: string, name: string][] {
  const found = new Map<string, [string, string]>();
  const add = (kind: string, name: unknown) => {
    const text = textOf(name);
    if (text !== undefined) found.set(`${kind} ${text}`, [kind, text]);
  };
  const volumes = listOf(pod['volumes']);
  const projected = volumes.flatMap((volume) => listOf(valueAt(volume, 'projected', 'sources')));
  for (const volume of [...volumes, ...projected]) {
    add('ConfigMap', valueAt(volume, 'configMap', 'name'));
    add('Secret', valueAt(volume, 'secret', 'secretName') ?? valueAt(volume, 'secret', 'name'));
  }
  for (const container of [...listOf(pod['containers']), ...listOf(pod['initContainers'])].filter(isFields)) {
    for (const source of listOf(container['envFrom'])) {
      add('ConfigMap', valueAt(source, 'configMapRef', 'name'));
      add('Secret', valueAt(source, 'secretRef', 'name'));
    }
    for (const variable of listOf(container['env'])) {
      add('ConfigMap', valueAt(variable, 'valueFrom', 'configMapKeyRef', 'name'));
      add('Secret', valueAt(variable, 'valueFrom', 'secretKeyRef', 'name'));
    }
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair);
}
