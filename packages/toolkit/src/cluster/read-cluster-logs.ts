import { isCode, lastApplied, listOf, textOf, valueAt, type KubeObject } from '../kube/index.ts';
import { notApplied } from './callee.ts';
import { clusterErrors } from './cluster-errors.ts';
import type { Cluster } from './open-cluster.ts';

export interface ClusterLogLine {
  /** The pod; with its container where it has several. */
  readonly component: string;
  /** RFC 3339 time, a space, the text. */
  readonly line: string;
}

export interface ClusterLogOptions {
  /** A pod, or what its name begins with: `meet`, `janus-0`. */
  readonly component?: string;
  /** How many of the last lines of each come first; default 100. */
  readonly lines?: number;
  readonly signal?: AbortSignal;
}

interface Source {
  readonly component: string;
  readonly pod: KubeObject;
  readonly container: string;
}

/** The last lines of the platform's pods, in order of time. @throws CLUSTER_NOT_APPLIED, CLUSTER_NO_POD */
export async function readClusterLogs(
  cluster: Cluster,
  options: ClusterLogOptions = {},
): Promise<ClusterLogLine[]> {
  const sources = await findSources(cluster, options);
  const all = await Promise.all(sources.map((source) => readTail(cluster, source, options)));
  const sorted = all.flat().sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
  const { lines = 100 } = options;
  return lines === 0 ? [] : sorted.slice(-lines);
}

/** The same, then whatever they write until the signal fires. Pods that start later are not followed. */
export async function* followClusterLogs(
  cluster: Cluster,
  options: ClusterLogOptions = {},
): AsyncGenerator<ClusterLogLine, void, void> {
  const sources = await findSources(cluster, options);
  const queue: ClusterLogLine[] = [];
  let wake: () => void = () => {};
  let open = sources.length;
  for (const source of sources) {
    void pump(cluster, source, options, (line) => {
      queue.push(line);
      wake();
    }).finally(() => {
      open -= 1;
      wake();
    });
  }
  for (;;) {
    const next = queue.shift();
    if (next) yield next;
    else if (open === 0) return;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
}

async function pump(
  { client }: Cluster,
  { component, pod, container }: Source,
  { lines = 100, signal }: ClusterLogOptions,
  tell: (line: ClusterLogLine) => void,
): Promise<void> {
  const call = { container, tailLines: lines, timestamps: true, follow: true, ...(signal ? { signal } : {}) };
  try {
    for await (const line of client.logs(toRef(pod), call)) tell({ component, line });
  } catch (error) {
    // A container that has not started yet has no log; one that ends, or Ctrl-C, ends only this stream.
    tell({ component, line: `${new Date().toISOString()} (its log ends: ${String(error)})` });
  }
}

async function readTail(
  { client }: Cluster,
  { component, pod, container }: Source,
  { lines = 100, signal }: ClusterLogOptions,
): Promise<ClusterLogLine[]> {
  const found: ClusterLogLine[] = [];
  const call = { container, tailLines: lines, timestamps: true, ...(signal ? { signal } : {}) };
  try {
    for await (const line of client.logs(toRef(pod), call)) found.push({ component, line });
  } catch (error) {
    // 400 of a container that has not started: it has no log yet.
    if (!isCode(error, 'KUBE_INVALID') && !isCode(error, 'KUBE_NOT_FOUND')) throw error;
  }
  return found;
}

async function findSources(cluster: Cluster, { component, signal }: ClusterLogOptions): Promise<Source[]> {
  const { client, set, platform } = cluster;
  const call = signal ? { signal } : {};
  const last = await lastApplied(client, set, call);
  if (!last) throw notApplied(platform.name, set.namespace);
  const namespaces = [...new Set(last.content.map(({ metadata }) => metadata.namespace ?? set.namespace))];
  const labelSelector = `app.kubernetes.io/part-of=${platform.name}`;
  const lists = await Promise.all(
    namespaces.map((namespace) =>
      client.list({ apiVersion: 'v1', kind: 'Pod' }, { namespace, labelSelector, ...call }),
    ),
  );
  const pods = lists.flatMap(({ items }) => items);
  const wanted = pods.filter(
    ({ metadata }) => component === undefined || metadata.name.startsWith(component),
  );
  if (wanted.length > 0 || component === undefined) return wanted.flatMap(toSources);
  throw clusterErrors.make('CLUSTER_NO_POD', `no pod of ${platform.name} is called ${component}`, {
    hint: `there are ${pods.map(({ metadata }) => metadata.name).join(', ') || 'none'}`,
  });
}

function toSources(pod: KubeObject): Source[] {
  const containers = listOf(valueAt(pod, 'spec', 'containers')).flatMap(
    (one) => textOf(valueAt(one, 'name')) ?? [],
  );
  const { name } = pod.metadata;
  return containers.map((container) => ({
    component: containers.length > 1 ? `${name}/${container}` : name,
    pod,
    container,
  }));
}

function toRef({ metadata }: KubeObject) {
  return { apiVersion: 'v1', kind: 'Pod', name: metadata.name, namespace: metadata.namespace ?? '' };
}

function timeOf({ line }: ClusterLogLine): string {
  return line.slice(0, line.indexOf(' '));
}
