import type { Platform } from '../config/index.ts';
import type { KubeObject } from '../kube/index.ts';
import { backendAccess, coturnStack, meetStack, sfuAddresses } from '../stacks/index.ts';
import { clusterTarget, homeNamespace } from './cluster-target.ts';
import { materialsObject, type Materials } from './materials.ts';
import { secretsOf } from './secrets.ts';
import { acceptedSecrets } from './turn-rotation.ts';

/** Everything that a platform is on a cluster. Pure: the same config and materials give the same objects. */
export function platformObjects(platform: Platform, materials: Materials): KubeObject[] {
  const target = clusterTarget(platform);
  // What clients trust already, before what the platform makes.
  const { chain, key } = target.certificate ?? { chain: materials.tls.cert, key: materials.tls.key };
  const tls = { certificate: chain, key };
  const meet = { platform, target, secrets: secretsOf(platform, materials), tls };
  return [
    materialsObject(platform.name, homeNamespace(platform), materials),
    ...coturnStack({
      platform,
      target,
      secrets: acceptedSecrets(materials.turn),
      tls,
      sfus: platform.sfu.kind === 'none' ? [] : sfuAddresses({ target }),
      backends: backendAccess(meet),
    }),
    ...meetStack(meet),
  ];
}
