import { listEvidence, type Evidence } from '@stoa/toolkit/evidence';
import { defineCommand, fileOption } from '../command-spec.ts';
import { dirOption, evidenceDir, type EvidenceOptions } from '../evidence-dir.ts';
import { formatTable, type Column, type Paint } from '../printers/index.ts';

export const command = defineCommand<EvidenceOptions>({
  description: 'Lists what operations left as evidence, newest first.',
  options: [fileOption, dirOption],
  examples: [
    { command: 'stoa evidence list', meaning: 'of the platform in this folder' },
    { command: 'stoa evidence list --dir ./kept -o json', meaning: 'of any folder' },
  ],
  run: async (context, _args, options) => {
    const dir = await evidenceDir(context, options);
    const all = await listEvidence(dir);
    const items = all.map(({ data: _data, ...rest }) => rest);
    context.print(items, () =>
      items.length === 0 ? `no evidence in ${dir}` : formatTable(columns(context.paint), items),
    );
  },
});

type Item = Omit<Evidence, 'data'>;

function columns(paint: Paint): Column<Item>[] {
  return [
    { title: 'ID', value: (item) => item.id },
    {
      title: 'RESULT',
      value: (item) => (item.ok ? 'ok' : 'failed'),
      paint: (cell, item) => paint(item.ok ? 'green' : 'red', cell),
    },
    { title: 'PLATFORM', value: (item) => item.platform },
    { title: 'FINISHED', value: (item) => item.finishedAt },
    { title: 'SUMMARY', value: (item) => item.summary[0] },
  ];
}
