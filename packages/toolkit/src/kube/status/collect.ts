import type { KubeClient } from '../api/client.ts';
import { refOf, type KubeObject } from '../objects/object.ts';
import { fieldsOf, listOf, textOf, valueAt } from '../objects/values.ts';
import { containerTroubles } from './_pods.ts';
import { worstPod, type NotReadyFacts } from './explain.ts';
import { formatSelector } from './selector.ts';

const logLines = 10;
const podType = { apiVersion: 'v1', kind: 'Pod' } as const;
const eventType = { apiVersion: 'v1', kind: 'Event' } as const;

/** Finds out what `explain` needs. What cannot be read (no permission, no log yet) is left out, never thrown. */
export async function collectFacts(
  client: KubeClient,
  object: KubeObject,
  signal?: AbortSignal,
): Promise<NotReadyFacts> {
  const call = signal ? { signal } : {};
  const namespace = object.metadata.namespace;
  const selector = object.kind === 'Pod' ? undefined : formatSelector(valueAt(object, 'spec', 'selector'));
  if (namespace === undefined) return { object, pods: [], events: [], logs: {} };
  const found =
    selector === undefined
      ? []
      : await quietly(
          client.list(podType, { namespace, labelSelector: selector, ...call }).then((list) => list.items),
          [],
        );
  const pods = object.kind === 'Pod' ? [object] : found;
  const worst = worstPod(pods);
  const names = new Set([object.metadata.name, ...pods.map((pod) => pod.metadata.name)]);
  const all = await quietly(
    client.list(eventType, { namespace, ...call }).then((list) => list.items),
    [],
  );
  const events = all.filter((event) => isAbout(event, names, object.metadata.name));
  return { object, pods, events, logs: worst ? await readTails(client, worst, signal) : {} };
}

/** Events of a Deployment's ReplicaSets count too: it is they that say why pods cannot be made. */
function isAbout(event: KubeObject, names: ReadonlySet<string>, owner: string): boolean {
  const name = textOf(valueAt(event, 'involvedObject', 'name')) ?? '';
  return (
    names.has(name) ||
    (valueAt(event, 'involvedObject', 'kind') === 'ReplicaSet' && name.startsWith(`${owner}-`))
  );
}

async function readTails(
  client: KubeClient,
  pod: KubeObject,
  signal?: AbortSignal,
): Promise<Record<string, string[]>> {
  const troubled = containerTroubles(pod).map((trouble) => trouble.container);
  const first = textOf(fieldsOf(listOf(valueAt(pod, 'spec', 'containers'))[0])['name']);
  const containers = troubled.length > 0 ? troubled : first === undefined ? [] : [first];
  const tails: Record<string, string[]> = {};
  for (const container of containers) {
    // A container that waits for its next start has written nothing yet: its run before has.
    const options = { container, tailLines: logLines, ...(signal ? { signal } : {}) };
    const now = await quietly(readAll(client.logs(refOf(pod), options)), []);
    tails[`${pod.metadata.name}/${container}`] =
      now.length > 0
        ? now
        : await quietly(readAll(client.logs(refOf(pod), { ...options, previous: true })), []);
  }
  return tails;
}

async function readAll(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

async function quietly<T>(promise: Promise<T>, otherwise: T): Promise<T> {
  return promise.catch(() => otherwise);
}
