import { join } from 'node:path';
import type { AdminClient, KeepEvidence } from '@stoa/toolkit/admin';
import { stateDirOf } from '@stoa/toolkit/config';
import { writeEvidence, type Evidence } from '@stoa/toolkit/evidence';
import { accessOptions, withLoaded, type ClusterOptions } from './cluster/with-cluster.ts';
import type { OptionSpec } from './command-spec.ts';
import type { CommandContext } from './context.ts';
import { placeOptions, type PlaceOptions } from './local-platform.ts';
import { locate } from './locate.ts';

export interface AdminOptions extends PlaceOptions, ClusterOptions {}

export const adminOptions: readonly OptionSpec[] = [...placeOptions, ...accessOptions];

/** The session backends of a platform, as operators talk to them. */
export interface Admin {
  readonly clients: readonly AdminClient[];
  /** Set where the backends keep no evidence: then it is kept here. */
  readonly keep?: KeepEvidence;
}

/** Reaches the admin API of a platform for the work, on this machine or on its cluster. */
export async function withAdmin<T>(
  context: CommandContext,
  options: AdminOptions,
  work: (admin: Admin) => Promise<T>,
): Promise<T> {
  const place = await locate(context, options);
  if (place.on === 'machine') {
    const { adminClients } = await import('@stoa/toolkit/local');
    return await work({ clients: await adminClients(place) });
  }
  const { loaded } = place;
  return await withLoaded(context, loaded, options, async (cluster) => {
    const { openAdmin } = await import('@stoa/toolkit/cluster');
    await using admin = await openAdmin(cluster, context.io.signal);
    const folder = join(stateDirOf(loaded), 'evidence');
    const write = (evidence: Evidence) => writeEvidence(folder, evidence);
    return await work({ clients: admin.clients, keep: { platform: loaded.platform.name, write } });
  });
}
