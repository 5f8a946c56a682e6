import { StoaError } from '../base/index.ts';
import { partOfKey, planSet, type KubeObject, type Plan, type PlanOptions } from '../kube/index.ts';
import { decodeMaterials, materialsRef, type KeptMaterials, type Materials } from './materials.ts';
import type { Cluster } from './open-cluster.ts';
import { platformObjects } from './platform-objects.ts';
import { settleMaterials, type SettleOptions } from './settle-materials.ts';

export interface PrepareOptions extends Omit<PlanOptions, 'lastApplied'> {
  readonly rotateTurn?: boolean;
  /** Default: the clock of this machine. */
  readonly now?: Date;
}

export interface Stage {
  readonly materials: Materials;
  readonly objects: readonly KubeObject[];
}

/** What an apply of a platform would do, and with what. Holds secrets. */
export interface Prepared {
  /** The difference to the last of the stages. */
  readonly plan: Plan;
  /** One after the other, the last one being what is wanted. */
  readonly stages: readonly Stage[];
  /** For people: what is renewed, what goes in two steps. */
  readonly notes: readonly string[];
}

/**
 * Plans a platform: its materials from the cluster, its objects, and how they differ. Changes nothing.
 * @throws CLUSTER_*, KUBE_*
 */
export async function preparePlatform(cluster: Cluster, options: PrepareOptions = {}): Promise<Prepared> {
  const { platform, client, set } = cluster;
  const { rotateTurn, now = new Date(), ...planOptions } = options;
  const kept = await readMaterials(cluster, options.signal);
  const settleOptions: SettleOptions = { now, ...(rotateTurn === undefined ? {} : { rotateTurn }) };
  const settled = await settleMaterials(platform, kept, settleOptions);
  const stages = settled.stages.map((materials) => ({
    materials,
    objects: platformObjects(platform, materials),
  }));
  const plan = await planSet(client, set, stages.at(-1)?.objects ?? [], planOptions);
  const staged =
    stages.length > 1
      ? ['the TURN secret changes in two steps: relays accept both before session backends use the new one']
      : [];
  return { plan, stages, notes: [...settled.notes, ...staged] };
}

/**
 * What a platform is to be on its cluster, for a look ahead: of the kept materials, or of passing ones where they
 * cannot be read. Changes nothing.
 */
export async function wantedObjects(
  cluster: Cluster,
  { now = new Date(), signal }: Pick<PrepareOptions, 'now' | 'signal'> = {},
): Promise<readonly KubeObject[]> {
  const kept = await readMaterials(cluster, signal).catch((error: unknown): KeptMaterials => {
    if (error instanceof StoaError && error.family === 'cluster') return {};
    throw error;
  });
  const { stages } = await settleMaterials(cluster.platform, kept, { now });
  return platformObjects(cluster.platform, stages.at(-1) ?? stages[0]);
}

/** Those of somebody else's Secret of that name are not taken over: the plan then tells whose it is. */
export async function readMaterials(
  { platform, client, set }: Cluster,
  signal?: AbortSignal,
): Promise<KeptMaterials> {
  const secret = await client.get(materialsRef(platform.name, set.namespace), signal ? { signal } : {});
  return secret?.metadata.labels?.[partOfKey] === set.id ? decodeMaterials(secret) : {};
}
