import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { KubeClient, KubeObject, ObjectRef } from '../../kube/index.ts';
import { newNamespace, testClient } from '../../kube/testing/cluster.ts';
import { preflight } from '../preflight.ts';
import type { PreflightReport } from '../report.ts';

/** A namespace and a node of a test's own, on a real API server. */
export interface Real {
  readonly client: KubeClient;
  readonly namespace: string;
  /** In names of what belongs to no namespace. */
  readonly mark: string;
  readonly nodeName: string;
  /** Applies an object; what belongs to no namespace goes at the end. */
  readonly make: (object: KubeObject) => Promise<void>;
  readonly here: (object: KubeObject, place?: string) => KubeObject;
  readonly workload: (name: string, pod?: object, container?: object, replicas?: number) => KubeObject;
  readonly look: (...objects: KubeObject[]) => Promise<PreflightReport>;
}

/** Registers the hooks; client and namespace are there inside of tests. */
export function useReal(): Real {
  let client: KubeClient;
  let namespace = '';
  const mark = randomBytes(3).toString('hex');
  const nodeName = `kept-${mark}`;
  const clusterWide: ObjectRef[] = [];
  async function make(object: KubeObject): Promise<void> {
    await client.apply(object, { fieldManager: 'test', force: true });
    const { apiVersion, kind, metadata } = object;
    if (metadata.namespace === undefined) clusterWide.push({ apiVersion, kind, name: metadata.name });
  }
  beforeAll(async () => {
    client = await testClient();
    namespace = await newNamespace(client, 'preflight');
    await make(nodeObject(nodeName, mark));
  });
  // Nobody sends a heartbeat for it: it would be taken for dead after a while.
  beforeEach(() => beReady(client, nodeName));
  afterAll(async () => {
    for (const ref of clusterWide) await client.delete(ref);
    await client.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
    client.close();
  });
  const here = (object: KubeObject, place = namespace): KubeObject => ({
    ...object,
    metadata: { ...object.metadata, namespace: place },
  });
  return {
    get client() {
      return client;
    },
    get namespace() {
      return namespace;
    },
    mark,
    nodeName,
    make,
    here,
    workload: (...args) => here(workloadFor(mark, ...args)),
    look: (...objects) => preflight(client, objects, { namespace }),
  };
}

/** The taint keeps the pods of other tests off it. */
function nodeObject(name: string, mark: string): KubeObject {
  const taints = [{ key: 'stoa.test/only', value: mark, effect: 'NoSchedule' }];
  const labels = { 'kubernetes.io/hostname': name, 'stoa.test/pool': mark };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: { taints } };
}

/** As its kubelet would say it. */
async function beReady(client: KubeClient, name: string): Promise<void> {
  const now = new Date().toISOString();
  const room = { cpu: '4', memory: '8Gi', pods: '110' };
  const ready = { type: 'Ready', status: 'True', reason: 'Test', message: '' };
  const status = {
    allocatable: room,
    capacity: room,
    conditions: [{ ...ready, lastHeartbeatTime: now, lastTransitionTime: now }],
  };
  await client.patch({ apiVersion: 'v1', kind: 'Node', name }, { status }, { subresource: 'status' });
}

/** A Deployment that the node of the mark would take. */
function workloadFor(
  mark: string,
  name: string,
  pod: object = {},
  container: object = {},
  replicas = 1,
): KubeObject {
  const labels = { app: name };
  const spec = {
    nodeSelector: { 'stoa.test/pool': mark },
    tolerations: [{ operator: 'Exists' }],
    ...pod,
    containers: [{ name: 'app', image: 'example.test/app:1', ...container }],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}

/** What one check found: `error PREFLIGHT_QUOTA ResourceQuota x/q`. */
export function found(report: PreflightReport, name: string): string[] {
  const check = report.checks.find((one) => one.name === name);
  return (check?.findings ?? []).map(({ severity, code, object }) => `${severity} ${code} ${object}`);
}

export function noteOf(report: PreflightReport, name: string): string | null | undefined {
  return report.checks.find((one) => one.name === name)?.note;
}
