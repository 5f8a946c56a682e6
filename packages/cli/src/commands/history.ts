import { listRevisions, type RevisionInfo } from '@stoa/toolkit/kube';
import { clusterOptions, withCluster, type ClusterOptions } from '../cluster/with-cluster.ts';
import { defineCommand } from '../command-spec.ts';
import { formatTable, oneLine, type Paint, type Style } from '../printers/index.ts';

const styles: Readonly<Record<RevisionInfo['state'], Style>> = {
  deployed: 'green',
  pending: 'yellow',
  failed: 'red',
  superseded: 'dim',
};

export const command = defineCommand<ClusterOptions>({
  description:
    'Lists what was applied, newest first. `pending`: begun and not ended; `failed`: it did not become ready; `deployed`: in place; `superseded`: it once was.',
  options: clusterOptions,
  examples: [
    { command: 'stoa history', meaning: 'the revisions of the platform' },
    { command: 'stoa history -o json', meaning: 'for another program' },
  ],
  run: async (context, _args, options) => {
    await withCluster(context, options, async ({ client, set }) => {
      const revisions = await listRevisions(client, set, { signal: context.io.signal });
      context.print(revisions, () => describe(revisions, context.paint));
    });
  },
});

function describe(revisions: readonly RevisionInfo[], paint: Paint): string {
  if (revisions.length === 0) return 'nothing was ever applied';
  return formatTable<RevisionInfo>(
    [
      { title: 'REVISION', value: ({ revision }) => revision, align: 'right' },
      {
        title: 'STATE',
        value: ({ state }) => state,
        paint: (cell, { state }) => paint(styles[state], cell),
      },
      { title: 'AT', value: ({ at }) => at.replace(/\.\d+/, '') },
      { title: 'OBJECTS', value: ({ objects }) => objects, align: 'right' },
      { title: 'BY', value: ({ by }) => (by === '' ? undefined : oneLine(by)) },
      { title: 'NOTE', value: ({ note }) => (note === undefined ? undefined : oneLine(note)) },
    ],
    revisions,
  );
}
