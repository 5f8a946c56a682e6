import { listEvidence, readEvidence, type Evidence } from '@stoa/toolkit/evidence';
import { stringify } from 'yaml';
import { defineCommand, fileOption } from '../command-spec.ts';
import { dirOption, evidenceDir, type EvidenceOptions } from '../evidence-dir.ts';
import { formatMs, type Paint } from '../printers/index.ts';

export const command = defineCommand<EvidenceOptions>({
  description: 'Prints one evidence file: what was done, when, and what was measured.',
  arguments: [{ name: '[id]', description: 'as `stoa evidence list` shows it; without it the newest' }],
  options: [fileOption, dirOption],
  examples: [
    { command: 'stoa evidence show', meaning: 'the newest' },
    { command: 'stoa evidence show 20261121t071500z-call-4f1c -o json', meaning: 'a certain one, whole' },
  ],
  run: async (context, [id], options) => {
    const dir = await evidenceDir(context, options);
    const newest = id === undefined ? (await listEvidence(dir))[0]?.id : id;
    const evidence = await readEvidence(dir, newest ?? 'newest');
    context.print(evidence, () => describe(evidence, context.paint));
  },
});

function describe(evidence: Evidence, paint: Paint): string {
  const took = Date.parse(evidence.finishedAt) - Date.parse(evidence.startedAt);
  const lines = [
    `${paint('bold', evidence.operation)} on ${evidence.platform}: ${evidence.ok ? paint('green', 'ok') : paint('red', 'failed')}`,
    `${evidence.startedAt}, took ${formatMs(took)}`,
    '',
    ...evidence.summary.map((line) => `  ${line}`),
  ];
  return `${lines.join('\n')}\n\n${stringify(evidence.data)}`;
}
