import type { KubernetesTarget, Platform } from '../../config/index.ts';
import { relaysOf, type Relay } from '../../media/index.ts';
import type { PodPeer } from '../flows.ts';

export interface CoturnStackInput {
  readonly platform: Pick<Platform, 'name' | 'turn'>;
  readonly target: KubernetesTarget;
  /** `previous` as long as credentials made with it may still be in use: relays accept both. */
  readonly secrets: { readonly current: string; readonly previous?: string };
  /** PEM. */
  readonly tls: { readonly certificate: string; readonly key: string };
  /** Addresses or ranges of the SFUs: the only private ones that relayed media may go to. */
  readonly sfus: readonly string[];
  /** Whoever tells the people of a relay that is stopped to take another; absent: they stay until it ends. */
  readonly backends?: BackendAccess;
}

/** The admin API of the session backends, as the pods of relays reach it. */
export interface BackendAccess {
  readonly url: string;
  readonly port: number;
  readonly pods: PodPeer;
  readonly token: string;
}

/** One relay and where it is, with what every object of it needs. */
export interface RelayPlace {
  readonly input: CoturnStackInput;
  readonly relay: Relay;
  readonly namespace: string;
  readonly hostNetwork: boolean;
  readonly node: string | undefined;
  readonly externalIp: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
}

/**
 * Relays have a namespace of their own: host networking needs the Pod Security level `privileged` for all of a
 * namespace, and the platform's other pods shall not have it.
 */
export function relayNamespace({ platform, target }: Pick<CoturnStackInput, 'platform' | 'target'>): string {
  return `${target.namespace ?? platform.name}-relays`;
}

export function commonLabels({ platform }: CoturnStackInput): Record<string, string> {
  return {
    'app.kubernetes.io/name': 'coturn',
    'app.kubernetes.io/part-of': platform.name,
    'app.kubernetes.io/managed-by': 'stoa',
  };
}

/** Labels of the pods of all relays. */
export function relaySelector({ platform }: Pick<CoturnStackInput, 'platform'>): Record<string, string> {
  return { 'app.kubernetes.io/name': 'coturn', 'app.kubernetes.io/part-of': platform.name };
}

export function relayPlaces(input: CoturnStackInput): RelayPlace[] {
  const { exposure, nodes, externalIps } = input.target.relay;
  return relaysOf(input.platform).map((relay, index) => {
    const instance = { 'app.kubernetes.io/instance': relay.name };
    return {
      input,
      relay,
      namespace: relayNamespace(input),
      hostNetwork: exposure === 'hostNetwork',
      node: nodes[index],
      externalIp: externalIps[index],
      labels: { ...commonLabels(input), ...instance },
      selector: { ...relaySelector(input), ...instance },
    };
  });
}
