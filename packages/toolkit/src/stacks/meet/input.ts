import type { KubernetesTarget, Platform } from '../../config/index.ts';
import type { BackendAccess } from '../coturn/index.ts';

export interface MeetStackInput {
  /** The whole config. */
  readonly platform: Platform;
  readonly target: KubernetesTarget;
  readonly secrets: MeetSecrets;
  /** PEM, of the web listener. */
  readonly tls: { readonly certificate: string; readonly key: string };
}

/** A part may be absent where the config says that there is none: no Redis, no SFU, no relay. */
export interface MeetSecrets {
  readonly redisPassword?: string;
  readonly sfuApiSecret?: string;
  readonly sfuAdminSecret?: string;
  readonly turnSecret?: string;
  readonly adminToken: string;
  readonly guestSecret: string;
}

/** The parts of this stack; also the name of their objects and of their container. */
export type MeetPart = 'meet' | 'meet-controller' | 'redis' | 'janus';

export function meetNamespace({ platform, target }: Pick<MeetStackInput, 'platform' | 'target'>): string {
  return target.namespace ?? platform.name;
}

/**
 * SFUs have a namespace of their own: host networking needs the Pod Security level `privileged` for all of a namespace,
 * and the platform's other pods shall not have it.
 */
export function mediaNamespace(input: Pick<MeetStackInput, 'platform' | 'target'>): string {
  return `${meetNamespace(input)}-media`;
}

/** Labels by which pods are selected; they never change (the selector of a workload is immutable). */
export function selectorOf({ platform }: MeetStackInput, part: MeetPart): Record<string, string> {
  return { 'app.kubernetes.io/name': part, 'app.kubernetes.io/part-of': platform.name };
}

export function labelsOf(input: MeetStackInput, part: MeetPart): Record<string, string> {
  return { ...selectorOf(input, part), 'app.kubernetes.io/managed-by': 'stoa' };
}

export function metadataOf(
  input: MeetStackInput,
  part: MeetPart,
  name: string = part,
): { name: string; namespace: string; labels: Record<string, string> } {
  const namespace = part === 'janus' ? mediaNamespace(input) : meetNamespace(input);
  return { name, namespace, labels: labelsOf(input, part) };
}

/** What all pods have in common. */
export const podBasis = { automountServiceAccountToken: false, enableServiceLinks: false } as const;

export function spreadOver(labels: Readonly<Record<string, string>>): Record<string, unknown>[] {
  return [
    {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      // A cluster of one node may have them all.
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: labels },
    },
  ];
}

/** Values of a Secret's `data`. */
export function encoded(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  );
}

/** An environment variable out of a Secret. */
export function fromSecret(name: string, secret: string, key: string): Record<string, unknown> {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}

export function fromField(name: string, fieldPath: string): Record<string, unknown> {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

/** The admin API of the session backends, as other pods of the platform reach it. */
export function backendAccess(input: MeetStackInput): BackendAccess {
  const { adminPort: port } = input.platform.meet;
  const namespace = meetNamespace(input);
  return {
    url: `http://meet-admin.${namespace}.svc:${port}`,
    port,
    pods: { namespace, labels: selectorOf(input, 'meet') },
    token: input.secrets.adminToken,
  };
}
