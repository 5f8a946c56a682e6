import {
  isCode,
  type KubeClient,
  type KubeObject,
  type ObjectRef,
  type ResourceInfo,
  type TypeRef,
} from '../kube/index.ts';
import { fieldsOf, refId, textOf, valueAt } from '../kube/index.ts';

/** May the user do this? Without a namespace: in all of them, or to what belongs to no namespace. */
export interface AccessQuestion {
  readonly group: string;
  /** `deployments`, `pods/eviction` */
  readonly resource: string;
  readonly verb: string;
  readonly namespace?: string;
}

export type DryRun =
  | { readonly ok: true; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly error: unknown };

/** A cluster as checks look at it. Nothing in it changes the cluster; what was read is not read again. */
export interface ClusterView {
  /** The API server's version: `v1.36.3`. */
  version(): Promise<string>;
  /** The words of `/readyz` when it is not ready. */
  unready(): Promise<string | undefined>;
  served(type: TypeRef): Promise<ResourceInfo | undefined>;
  /** The version that the server prefers of a kind. */
  servedAs(group: string, kind: string): Promise<ResourceInfo | undefined>;
  /** Empty when the kind is not served. @throws KUBE_FORBIDDEN */
  list(type: TypeRef, namespace?: string): Promise<readonly KubeObject[]>;
  /** @throws KUBE_FORBIDDEN */
  get(ref: ObjectRef): Promise<KubeObject | undefined>;
  allowed(question: AccessQuestion): Promise<boolean>;
  /** What the API server says to this object, admission included. */
  tryApply(object: KubeObject): Promise<DryRun>;
  tryCreate(object: KubeObject): Promise<DryRun>;
}

const manager = 'stoa';

export function clusterView(client: KubeClient, signal?: AbortSignal): ClusterView {
  const call = signal ? { signal } : {};
  const once = memory();
  return {
    version: () =>
      once('version', async () => {
        const { body } = await client.send(
          { method: 'GET', path: '/version', ...call },
          'ask for the version',
        );
        return textOf(fieldsOf(body)['gitVersion']) ?? '';
      }),
    unready: () =>
      once('unready', async () => {
        try {
          // A list as text when it is not ready, `ok` when it is: no JSON either way.
          await client.send(
            { method: 'GET', path: '/readyz', patienceMs: 0, ...call },
            'ask whether it is ready',
          );
          return undefined;
        } catch (error) {
          return isCode(error, 'KUBE_UNAVAILABLE') ? (error as Error).message : undefined;
        }
      }),
    served: (type) => client.discovery.find(type, signal),
    servedAs: (group, kind) => client.discovery.findKind(group, kind, signal),
    list: (type, namespace) =>
      once(`list ${type.apiVersion} ${type.kind} ${namespace ?? ''}`, async () => {
        if (!(await client.discovery.find(type, signal))) return [];
        const options = { ...(namespace === undefined ? {} : { namespace }), ...call };
        return (await client.list(type, options)).items;
      }),
    get: (ref) =>
      once(`get ${refId(ref)}`, async () =>
        (await client.discovery.find(ref, signal)) ? await client.get(ref, call) : undefined,
      ),
    allowed: (question) => once(`can ${JSON.stringify(question)}`, () => ask(client, question, signal)),
    tryApply: (object) =>
      dryRun((onWarning) =>
        client.apply(object, { fieldManager: manager, force: true, dryRun: true, onWarning, ...call }),
      ),
    tryCreate: (object) =>
      once(`create ${refId({ ...object, ...object.metadata })}`, () =>
        dryRun((onWarning) =>
          client.create(object, { fieldManager: manager, dryRun: true, onWarning, ...call }),
        ),
      ),
  };
}

function memory(): <T>(key: string, read: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, Promise<unknown>>();
  return <T>(key: string, read: () => Promise<T>) => {
    const known = kept.get(key) as Promise<T> | undefined;
    if (known) return known;
    const reading = read();
    kept.set(key, reading);
    return reading;
  };
}

/** A SelfSubjectAccessReview: anybody may ask it about themselves, and every authorizer is asked. */
async function ask(client: KubeClient, question: AccessQuestion, signal?: AbortSignal): Promise<boolean> {
  const { group, verb, namespace } = question;
  const [resource, subresource] = question.resource.split('/');
  const { body } = await client.send(
    {
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      repeatable: true,
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { group, resource, subresource, verb, namespace } },
      },
      ...(signal ? { signal } : {}),
    },
    'ask what this user may do',
  );
  return valueAt(body, 'status', 'allowed') === true;
}

async function dryRun(send: (onWarning: (text: string) => void) => Promise<unknown>): Promise<DryRun> {
  const warnings: string[] = [];
  try {
    await send((text) => warnings.push(text));
    return { ok: true, warnings };
  } catch (error) {
    return { ok: false, error };
  }
}
