import type { Platform } from '../config/index.ts';
import type { KubeObject } from '../kube/index.ts';
import { coturnStack } from '../stacks/index.ts';
import { clusterTarget, homeNamespace } from './cluster-target.ts';
import { materialsObject, type Materials } from './materials.ts';
import { acceptedSecrets } from './turn-rotation.ts';

/** Everything that a platform is on a cluster. Pure: the same config and materials give the same objects. */
export function platformObjects(platform: Platform, materials: Materials): KubeObject[] {
  const target = clusterTarget(platform);
  const namespace = homeNamespace(platform);
  const tls = { certificate: materials.tls.cert, key: materials.tls.key };
  const relays = coturnStack({
    platform,
    target,
    secrets: acceptedSecrets(materials.turn),
    tls,
    sfus: [],
  });
  return [
    homeObject(platform.name, namespace),
    materialsObject(platform.name, namespace, materials),
    ...relays,
  ];
}

function homeObject(platform: string, name: string): KubeObject {
  const labels = { 'app.kubernetes.io/part-of': platform, 'app.kubernetes.io/managed-by': 'stoa' };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}
