import { configHash, configHashKey } from '../config-hash.ts';
import type { KubeObject } from '../../kube/index.ts';
import { configMap, secret, tlsSecret } from './files.ts';
import {
  commonLabels,
  relayNamespace,
  relayPlaces,
  relaySelector,
  type CoturnStackInput,
  type RelayPlace,
} from './input.ts';
import { closedNamespace, relayPolicies, relayServices } from './network.ts';
import { podSpec } from './pod.ts';

export interface CoturnStack {
  /** Namespace, secrets, disruption budget: before any relay. */
  readonly shared: readonly KubeObject[];
  /**
   * The objects of each relay. Apply them one relay after the other, each when the one before is ready: all at once, a
   * new secret or certificate would leave no relay while they drain.
   */
  readonly relays: readonly (readonly KubeObject[])[];
}

/** The relays of a platform as Kubernetes objects; none when the platform has no relays. */
export function coturnStack(input: CoturnStackInput): CoturnStack {
  if (input.platform.turn.kind === 'none') return { shared: [], relays: [] };
  const secrets = [secret(input), tlsSecret(input)];
  return {
    shared: [namespaceOf(input), closedNamespace(input), ...secrets, disruptionBudget(input)],
    relays: relayPlaces(input).map((place) => relayObjects(place, secrets)),
  };
}

function relayObjects(place: RelayPlace, secrets: readonly KubeObject[]): KubeObject[] {
  const config = configMap(place);
  const hash = configHash([config, ...secrets]);
  return [config, ...relayPolicies(place), ...relayServices(place), deployment(place, hash)];
}

function namespaceOf(input: CoturnStackInput): KubeObject {
  const level = input.target.relay.exposure === 'hostNetwork' ? 'privileged' : 'restricted';
  const labels = { ...commonLabels(input), 'pod-security.kubernetes.io/enforce': level };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: relayNamespace(input), labels } };
}

/** A drain of nodes takes one relay at a time; one that is broken anyway holds up nobody. */
function disruptionBudget(input: CoturnStackInput): KubeObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'coturn', namespace: relayNamespace(input), labels: commonLabels(input) },
    spec: {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: relaySelector(input) },
    },
  };
}

/** A Deployment for each relay: its ports, its node and its public address are its own. */
function deployment(place: RelayPlace, hash: string): KubeObject {
  const { relay, namespace, labels, selector } = place;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: relay.name, namespace, labels },
    spec: {
      replicas: 1,
      // Two at once would have the same ports.
      strategy: { type: 'Recreate' },
      selector: { matchLabels: selector },
      template: { metadata: { labels, annotations: { [configHashKey]: hash } }, spec: podSpec(place) },
    },
  };
}
