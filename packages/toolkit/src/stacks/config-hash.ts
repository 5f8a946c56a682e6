import { createHash } from 'node:crypto';
import type { KubeObject } from '../kube/index.ts';

/** On a pod template: Kubernetes itself never restarts a pod when what it mounts changes, a new annotation does. */
export const configHashKey = 'stoa.dev/config-hash';

/** 128 bits of SHA-256 over the data of ConfigMaps and Secrets, in the given order. */
export function configHash(sources: readonly KubeObject[]): string {
  const content = sources.map(({ kind, metadata, data }) => [kind, metadata.name, data]);
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}
