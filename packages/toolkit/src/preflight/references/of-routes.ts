import {
  fieldsOf,
  groupOf,
  listOf,
  numberOf,
  textOf,
  valueAt,
  type Fields,
  type KubeObject,
  type ObjectRef,
} from '../../kube/index.ts';
import { coreRef, type Reference } from './reference.ts';

const gatewayGroup = 'gateway.networking.k8s.io';

/** What Ingresses, Gateways, routes and the policies on them name. */
export function referencesOfRoutes(object: KubeObject): Reference[] {
  const group = groupOf(object.apiVersion);
  if (group === 'networking.k8s.io' && object.kind === 'Ingress') return ofIngress(object);
  if (group === gatewayGroup && object.kind === 'Gateway') return ofGateway(object);
  if (group === gatewayGroup && object.kind.endsWith('Route')) return ofRoute(object);
  if (group === 'gateway.envoyproxy.io') return ofPolicy(object);
  return [];
}

function ofIngress(ingress: KubeObject): Reference[] {
  const namespace = ingress.metadata.namespace ?? '';
  const className = textOf(valueAt(ingress, 'spec', 'ingressClassName'));
  const paths = listOf(valueAt(ingress, 'spec', 'rules')).flatMap((rule) =>
    listOf(valueAt(rule, 'http', 'paths')),
  );
  const backends = [
    valueAt(ingress, 'spec', 'defaultBackend'),
    ...paths.map((path) => fieldsOf(path)['backend']),
  ];
  return [
    ...(className
      ? [
          {
            from: ingress,
            to: { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', name: className },
            as: 'class',
          },
        ]
      : []),
    ...backends.flatMap((backend) => {
      const service = fieldsOf(valueAt(backend, 'service'));
      const name = textOf(service['name']);
      const port = numberOf(valueAt(service, 'port', 'number')) ?? textOf(valueAt(service, 'port', 'name'));
      return name
        ? [{ from: ingress, to: coreRef('Service', name, namespace), as: 'backend', ...portOf(port) }]
        : [];
    }),
    ...listOf(valueAt(ingress, 'spec', 'tls')).flatMap((item) => {
      const name = textOf(fieldsOf(item)['secretName']);
      return name ? [{ from: ingress, to: coreRef('Secret', name, namespace), as: 'certificate' }] : [];
    }),
  ];
}

function ofGateway(gateway: KubeObject): Reference[] {
  const className = textOf(valueAt(gateway, 'spec', 'gatewayClassName'));
  const certificates = listOf(valueAt(gateway, 'spec', 'listeners')).flatMap((listener) =>
    listOf(valueAt(listener, 'tls', 'certificateRefs')).map((ref) => ({
      from: gateway,
      to: target(fieldsOf(ref), gateway, { group: '', kind: 'Secret' }),
      as: `certificate of listener ${textOf(fieldsOf(listener)['name']) ?? ''}`,
    })),
  );
  return [
    ...(className
      ? [
          {
            from: gateway,
            to: { apiVersion: gateway.apiVersion, kind: 'GatewayClass', name: className },
            as: 'class',
          },
        ]
      : []),
    ...certificates,
  ];
}

function ofRoute(route: KubeObject): Reference[] {
  const parents = listOf(valueAt(route, 'spec', 'parentRefs')).map(fieldsOf);
  const rules = listOf(valueAt(route, 'spec', 'rules')).map(fieldsOf);
  const filters = rules.flatMap((rule) => listOf(rule['filters']));
  const backends = [
    ...rules.flatMap((rule) => listOf(rule['backendRefs'])),
    ...filters.flatMap((filter) => valueAt(filter, 'requestMirror', 'backendRef') ?? []),
  ];
  return [
    ...parents.map((parent) => ({
      from: route,
      to: target(parent, route, { group: gatewayGroup, kind: 'Gateway' }),
      as: 'parent',
    })),
    ...backends.map((backend) => backendOf(fieldsOf(backend), route)),
  ];
}

function backendOf(backend: Fields, route: KubeObject): Reference {
  const to = target(backend, route, { group: '', kind: 'Service' });
  return { from: route, to, as: 'backend', ...portOf(numberOf(backend['port'])) };
}

/** A policy of Envoy Gateway that is attached to nothing does nothing, and says so only in its status. */
function ofPolicy(policy: KubeObject): Reference[] {
  const refs = [valueAt(policy, 'spec', 'targetRef'), ...listOf(valueAt(policy, 'spec', 'targetRefs'))];
  return refs
    .filter((ref) => ref !== undefined)
    .map((ref) => ({
      from: policy,
      to: target(fieldsOf(ref), policy, { group: gatewayGroup, kind: 'Gateway' }),
      as: 'target',
    }));
}

function portOf(port: number | string | undefined): { port?: number | string } {
  return port === undefined ? {} : { port };
}

/** The Gateway API names group and kind; the version is whatever the server has, `v1` for those that we know. */
function target(ref: Fields, from: KubeObject, otherwise: { group: string; kind: string }): ObjectRef {
  const group = textOf(ref['group']) ?? otherwise.group;
  const namespace = textOf(ref['namespace']) ?? from.metadata.namespace;
  return {
    apiVersion: group === '' ? 'v1' : group === groupOf(from.apiVersion) ? from.apiVersion : `${group}/v1`,
    kind: textOf(ref['kind']) ?? otherwise.kind,
    name: textOf(ref['name']) ?? '',
    ...(namespace === undefined ? {} : { namespace }),
  };
}
