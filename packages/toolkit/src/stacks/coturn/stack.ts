import { dependsOn } from '../depends-on.ts';
import type { KubeObject } from '../../kube/index.ts';
import { oneAtATime } from '../disruption-budget.ts';
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

/**
 * The relays of a platform as Kubernetes objects; none when the platform has no relays. Each relay's Deployment depends
 * on that of the relay before: changed all at once, as for a new secret, they would leave no relay while they drain.
 */
export function coturnStack(input: CoturnStackInput): readonly KubeObject[] {
  if (input.platform.turn.kind === 'none') return [];
  const places = relayPlaces(input);
  return [
    namespaceOf(input),
    closedNamespace(input),
    secret(input),
    tlsSecret(input),
    budget(input),
    ...places.flatMap((place) => [configMap(place), ...relayPolicies(place), ...relayServices(place)]),
    ...chain(places.map(deployment)),
  ];
}

/** Each but the first depends on the one before it. */
function chain(objects: readonly KubeObject[]): KubeObject[] {
  return objects.map((object, index) => {
    const before = objects.slice(Math.max(0, index - 1), index);
    if (before.length === 0) return object;
    return { ...object, metadata: { ...object.metadata, annotations: dependsOn(before) } };
  });
}

function namespaceOf(input: CoturnStackInput): KubeObject {
  const level = input.target.relay.exposure === 'hostNetwork' ? 'privileged' : 'restricted';
  const labels = { ...commonLabels(input), 'pod-security.kubernetes.io/enforce': level };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: relayNamespace(input), labels } };
}

function budget(input: CoturnStackInput): KubeObject {
  const metadata = { name: 'coturn', namespace: relayNamespace(input), labels: commonLabels(input) };
  return oneAtATime(metadata, relaySelector(input));
}

/** Seconds for a new relay to become ready, its image pulled: the default of Kubernetes. */
const startSeconds = 600;

/** A Deployment for each relay: its ports, its node and its public address are its own. */
function deployment(place: RelayPlace): KubeObject {
  const { relay, namespace, labels, selector } = place;
  const spec = podSpec(place);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: relay.name, namespace, labels },
    spec: {
      replicas: 1,
      // Two at once would have the same ports.
      strategy: { type: 'Recreate' },
      // The old pod may drain for long before the new one is made; that is progress, too.
      progressDeadlineSeconds: spec.terminationGracePeriodSeconds + startSeconds,
      selector: { matchLabels: selector },
      template: { metadata: { labels }, spec },
    },
  };
}
