import { webUrls } from '../stacks/index.ts';
import { clusterErrors } from './cluster-errors.ts';
import type { Cluster } from './open-cluster.ts';
import { readMaterials } from './prepare-platform.ts';

/** What it takes to call a platform on a cluster as its owner. */
export interface Callee {
  /** Base URLs of the web app, as browsers come. */
  readonly urls: readonly string[];
  /** PEM of the CA of web and TURN over TLS; undefined: those that this machine trusts. */
  readonly ca: string | undefined;
  readonly guestSecret: string;
  /** Whether the platform has relays. */
  readonly relayed: boolean;
}

/** @throws CLUSTER_NOT_APPLIED */
export async function findCallee(cluster: Cluster, signal?: AbortSignal): Promise<Callee> {
  const { platform, target, set } = cluster;
  const { ca, guestSecret: kept } = await readMaterials(cluster, signal);
  const guestSecret = platform.meet.auth.guests.secret ?? kept;
  if (!ca || guestSecret === undefined) throw notApplied(platform.name, set.namespace);
  const { certificate } = target;
  return {
    urls: webUrls({ target }),
    ca: certificate ? certificate.ca : ca.cert,
    guestSecret,
    relayed: platform.turn.kind !== 'none',
  };
}

export function notApplied(platform: string, namespace: string): Error {
  return clusterErrors.make('CLUSTER_NOT_APPLIED', `${platform} was never applied in ${namespace}`, {
    hint: 'apply it with: stoa apply',
  });
}
