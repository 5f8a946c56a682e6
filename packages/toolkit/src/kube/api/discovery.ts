import { kubeErrors } from '../kube-errors.ts';
import { fieldsOf, listOf, textOf, type Fields } from '../objects/values.ts';
import { groupOf, type TypeRef } from '../objects/object.ts';
import type { Transport } from '../transport/transport.ts';

/** One kind that the API server serves. */
export interface ResourceInfo {
  readonly apiVersion: string;
  readonly kind: string;
  /** The name in paths: `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly subresources: readonly string[];
}

export interface Discovery {
  /** Asks the server once, and once more for kinds that are not known (their CRD may be new). */
  find(type: TypeRef, signal?: AbortSignal): Promise<ResourceInfo | undefined>;
  /** The version that the server prefers of `Deployment` in `apps`. */
  findKind(group: string, kind: string, signal?: AbortSignal): Promise<ResourceInfo | undefined>;
  all(signal?: AbortSignal): Promise<readonly ResourceInfo[]>;
  /** Forgets what is known. */
  refresh(): void;
}

/** Aggregated discovery (KEP-3352; stable since Kubernetes 1.30): two requests for everything. */
const accept =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,' +
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList';

export function makeDiscovery(transport: Transport): Discovery {
  let known: Promise<Catalogue> | undefined;
  let missedAt = Number.NEGATIVE_INFINITY;
  const load = (signal?: AbortSignal) => {
    const loading = (known ??= fetchAll(transport, signal).then(catalogue));
    // A failure is not kept: the next question asks again.
    loading.catch(() => {
      if (known === loading) known = undefined;
    });
    return loading;
  };
  async function search(pick: (from: Catalogue) => ResourceInfo | undefined, signal?: AbortSignal) {
    const before = known !== undefined;
    const found = pick(await load(signal));
    // Plans ask for many kinds that do not exist yet: not one request for each.
    if (found || !before || performance.now() - missedAt < 500) return found;
    missedAt = performance.now();
    known = undefined;
    return pick(await load(signal));
  }
  return {
    find: (type, signal) => search(({ byType }) => byType.get(typeKey(type.apiVersion, type.kind)), signal),
    findKind: (group, kind, signal) => search(({ byKind }) => byKind.get(typeKey(group, kind)), signal),
    all: async (signal) => (await load(signal)).all,
    refresh: () => {
      known = undefined;
      missedAt = Number.NEGATIVE_INFINITY;
    },
  };
}

interface Catalogue {
  readonly all: readonly ResourceInfo[];
  readonly byType: ReadonlyMap<string, ResourceInfo>;
  /** By group and kind: the version that the server prefers. */
  readonly byKind: ReadonlyMap<string, ResourceInfo>;
}

const typeKey = (groupOrVersion: string, kind: string) => `${groupOrVersion} ${kind}`;

/** Every object of a plan is looked up several times. Of several resources of one kind the first counts. */
function catalogue(all: readonly ResourceInfo[]): Catalogue {
  const byType = new Map<string, ResourceInfo>();
  const byKind = new Map<string, ResourceInfo>();
  for (const info of all.toReversed()) {
    byType.set(typeKey(info.apiVersion, info.kind), info);
    byKind.set(typeKey(groupOf(info.apiVersion), info.kind), info);
  }
  return { all, byType, byKind };
}

async function fetchAll(transport: Transport, signal?: AbortSignal): Promise<readonly ResourceInfo[]> {
  const answers = await Promise.all(
    ['/api', '/apis'].map((path) =>
      transport.send(
        { method: 'GET', path, accept, ...(signal ? { signal } : {}) },
        'ask which kinds there are',
      ),
    ),
  );
  return answers.flatMap((answer) => readDiscovery(answer.body));
}

/**
 * Reads an APIGroupDiscoveryList; versions come in the server's order of preference.
 * @throws KUBE_ANSWER_INVALID when the server is too old to know it (before 1.26)
 */
export function readDiscovery(body: unknown): ResourceInfo[] {
  const list = fieldsOf(body);
  if (list['kind'] !== 'APIGroupDiscoveryList') {
    throw kubeErrors.make('KUBE_ANSWER_INVALID', 'the API server does not know aggregated discovery', {
      hint: 'Kubernetes 1.26 or later is needed; is this the address of an API server at all?',
    });
  }
  return listOf(list['items']).flatMap((item) => {
    const group = textOf(fieldsOf(fieldsOf(item)['metadata'])['name']) ?? '';
    return listOf(fieldsOf(item)['versions']).flatMap((version) => readVersion(group, fieldsOf(version)));
  });
}

function readVersion(group: string, version: Fields): ResourceInfo[] {
  const name = textOf(version['version']) ?? '';
  const apiVersion = group ? `${group}/${name}` : name;
  return listOf(version['resources']).map((item) => {
    const resource = fieldsOf(item);
    return {
      apiVersion,
      kind: textOf(fieldsOf(resource['responseKind'])['kind']) ?? '',
      plural: textOf(resource['resource']) ?? '',
      namespaced: resource['scope'] === 'Namespaced',
      verbs: listOf(resource['verbs']).map(String),
      shortNames: listOf(resource['shortNames']).map(String),
      subresources: listOf(resource['subresources']).map((sub) => textOf(fieldsOf(sub)['subresource']) ?? ''),
    };
  });
}
