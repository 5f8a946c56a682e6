import { preflight } from '@stoa/toolkit/preflight';
import { defineCommand, fileOption } from '../command-spec.ts';
import { preflightObjects, type PreflightPlace } from '../preflight-objects.ts';
import { formatPreflight } from '../preflight-text.ts';

export const command = defineCommand<PreflightPlace>({
  description:
    'Looks at the cluster before anything is changed, and changes nothing: server and API versions, missing kinds, permissions, Pod Security, quotas, nodes, ports, StorageClasses, references that lead nowhere, single points of failure. A check that may not look is skipped, with the reason. The exit code is 5 when something will go wrong.',
  options: [
    fileOption,
    { flags: '--kubeconfig <path>', description: 'kubeconfig instead of the config’s', completes: 'file' },
    { flags: '--context <name>', description: 'context of the kubeconfig' },
  ],
  examples: [
    { command: 'stoa preflight', meaning: 'the cluster of the config in this folder' },
    { command: 'stoa preflight --context prod -o json', meaning: 'findings for another program' },
  ],
  run: async (context, _args, options) => {
    const { client, namespace, objects } = await preflightObjects(context, options);
    try {
      const report = await preflight(client, objects, { namespace, signal: context.io.signal });
      context.print(report, () => formatPreflight(report, context.paint));
      return report.ok ? 0 : 5;
    } finally {
      client.close();
    }
  },
});
