import type { KubeObject, ObjectRef } from '../../kube/index.ts';

/** One object names another. */
export interface Reference {
  /** Who names it: an object of the set, or its title. */
  readonly from: KubeObject | string;
  readonly to: ObjectRef;
  /** How: `volume config`, `route rule`. */
  readonly as: string;
  /** A key that must be in the data of the Secret or ConfigMap. */
  readonly key?: string;
  /** A port (number or name) that the Service must have. */
  readonly port?: number | string;
  /** Things go on without it. */
  readonly mild?: boolean;
}

/** Names objects of the core group in a namespace. */
export function coreRef(kind: string, name: string, namespace: string): ObjectRef {
  return { apiVersion: 'v1', kind, name, namespace };
}
