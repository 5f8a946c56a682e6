import type { Duplex } from 'node:stream';
import type { ClusterAccess } from '../kubeconfig/access.ts';
import type { KubeObject, ObjectRef, TypeRef } from '../objects/object.ts';
import type { KubeRequest, KubeResponse } from '../transport/request.ts';
import { openTransport, type TransportOptions } from '../transport/transport.ts';
import type { Context } from './_context.ts';
import { resourceOf } from './_context.ts';
import { dialPod } from './_dial.ts';
import { evictPod, type EvictOptions } from './_evict.ts';
import { execInPod, type ExecOptions } from './_exec.ts';
import { listObjects, type ObjectList } from './_list.ts';
import { readLogs, type LogOptions } from './_logs.ts';
import { applyObject, createObject, deleteObject, getObject, mergePatch, replaceObject } from './_objects.ts';
import { watchObjects, type WatchEvent, type WatchOptions } from './_watch.ts';
import { makeDiscovery, type Discovery, type ResourceInfo } from './discovery.ts';
import type {
  ApplyOptions,
  CallOptions,
  DeleteOptions,
  ListOptions,
  SubresourceOption,
  WriteOptions,
} from './options.ts';

/** One cluster, spoken to as one user. Objects are plain JSON in and out: what the server sends is what you get. */
export interface KubeClient {
  readonly access: ClusterAccess;
  readonly discovery: Discovery;
  /** @throws KUBE_KIND_UNKNOWN */
  resource(type: TypeRef, options?: CallOptions): Promise<ResourceInfo>;
  /** Undefined when there is no such object. */
  get(ref: ObjectRef, options?: CallOptions): Promise<KubeObject | undefined>;
  list(type: TypeRef, options?: ListOptions): Promise<ObjectList>;
  watch(type: TypeRef, options?: WatchOptions): AsyncGenerator<WatchEvent, void, void>;
  /** Server-side apply. @throws KUBE_FIELD_CONFLICT with `details.conflicts` */
  apply(object: KubeObject, options: ApplyOptions): Promise<KubeObject>;
  create(object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  replace(object: KubeObject, options?: WriteOptions & SubresourceOption): Promise<KubeObject>;
  patch(ref: ObjectRef, patch: unknown, options?: WriteOptions & SubresourceOption): Promise<KubeObject>;
  /** False when there was nothing to delete. */
  delete(ref: ObjectRef, options?: DeleteOptions): Promise<boolean>;
  /** False when there is no such pod. @throws KUBE_EVICTION_BLOCKED */
  evict(pod: ObjectRef, options?: EvictOptions): Promise<boolean>;
  logs(pod: ObjectRef, options?: LogOptions): AsyncGenerator<string, void, void>;
  /** Runs a command in a container; gives its exit code. @throws KUBE_EXEC_FAILED when it could not run */
  exec(pod: ObjectRef, command: readonly string[], options?: ExecOptions): Promise<number>;
  /**
   * One connection to a port of a pod, through the API server; `forwardPort` gives it a local port.
   * The stream fails with KUBE_PORT_FORWARD_FAILED when nothing listens there.
   */
  dial(pod: ObjectRef, port: number, options?: CallOptions): Promise<Duplex>;
  /** Anything else: `/version`, `/readyz`, reviews. */
  send(request: KubeRequest, what?: string): Promise<KubeResponse>;
  close(): void;
}

/** Makes a client; nothing is sent before its first call. */
export function connect(access: ClusterAccess, options: TransportOptions = {}): KubeClient {
  const transport = openTransport(access, options);
  const discovery = makeDiscovery(transport);
  const context: Context = { transport, discovery };
  return {
    access,
    discovery,
    resource: (type, call = {}) => resourceOf(context, type, call.signal),
    get: (ref, call) => getObject(context, ref, call),
    list: (type, call) => listObjects(context, type, call),
    watch: (type, call) => watchObjects(context, type, call),
    apply: (object, call) => applyObject(context, object, call),
    create: (object, call) => createObject(context, object, call),
    replace: (object, call) => replaceObject(context, object, call),
    patch: (ref, patch, call) => mergePatch(context, ref, patch, call),
    delete: (ref, call) => deleteObject(context, ref, call),
    evict: (pod, call) => evictPod(context, pod, call),
    logs: (pod, call) => readLogs(context, pod, call),
    exec: (pod, command, call) => execInPod(context, pod, command, call),
    dial: (pod, port, call) => dialPod(context, pod, port, call),
    send: (request, what) => transport.send(request, what),
    close: () => transport.close(),
  };
}
