import { wantedObjects } from '@stoa/toolkit/cluster';
import { lookAt } from '../cluster/preflight-cluster.ts';
import { clusterOptions, withCluster, type ClusterOptions } from '../cluster/with-cluster.ts';
import { defineCommand } from '../command-spec.ts';
import { formatPreflight } from '../preflight-text.ts';

export const command = defineCommand<ClusterOptions>({
  description:
    'Looks at the cluster before anything is changed, and changes nothing: server and API versions, missing kinds, permissions, Pod Security, quotas, nodes, ports, StorageClasses, references that lead nowhere, single points of failure. A check that may not look is skipped, with the reason. The exit code is 5 when something will go wrong. `stoa apply` and `stoa up` look, too.',
  options: clusterOptions,
  examples: [
    { command: 'stoa preflight', meaning: 'the cluster of the config in this folder' },
    { command: 'stoa preflight --context prod -o json', meaning: 'findings for another program' },
  ],
  run: async (context, _args, options) =>
    await withCluster(context, options, async (cluster) => {
      const report = await lookAt(
        context,
        cluster,
        await wantedObjects(cluster, { signal: context.io.signal }),
      );
      context.print(report, () => formatPreflight(report, context.paint));
      return report.ok ? 0 : 5;
    }),
});
