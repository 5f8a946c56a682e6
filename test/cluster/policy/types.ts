import type { Labels, LabelSelector } from './selectors.ts';

/** As much of the objects as policies speak about (networking.k8s.io/v1). */
export interface PolicyPod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels?: Labels };
  readonly spec: {
    readonly hostNetwork?: boolean;
    readonly containers: readonly {
      readonly ports?: readonly {
        readonly name?: string;
        readonly containerPort: number;
        readonly protocol?: string;
      }[];
    }[];
  };
  readonly status?: { readonly podIP?: string; readonly phase?: string };
}

export interface PolicyNamespace {
  readonly metadata: { readonly name: string; readonly labels?: Labels };
}

export interface PolicyPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

export interface PolicyPort {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

export interface NetworkPolicy {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly podSelector: LabelSelector;
    readonly policyTypes?: readonly ('Ingress' | 'Egress')[];
    readonly ingress?: readonly {
      readonly from?: readonly PolicyPeer[];
      readonly ports?: readonly PolicyPort[];
    }[];
    readonly egress?: readonly {
      readonly to?: readonly PolicyPeer[];
      readonly ports?: readonly PolicyPort[];
    }[];
  };
}

export interface PolicyWorld {
  readonly pods: readonly PolicyPod[];
  readonly namespaces: readonly PolicyNamespace[];
  readonly policies: readonly NetworkPolicy[];
}

/** Pods that ended, or that live in the node's own network, are beyond policies. */
export function hasAddress({ spec, status }: PolicyPod): boolean {
  const ended = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  return !spec.hostNetwork && !ended && status?.podIP !== undefined;
}

export function addressesOf(pods: readonly PolicyPod[]): string[] {
  return pods.flatMap(({ status }) => status?.podIP ?? []);
}
