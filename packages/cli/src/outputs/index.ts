import { evidenceSchema } from '@stoa/toolkit/evidence';
import { callReportJsonSchema } from '@stoa/toolkit/probe';
import { turnReportSchema } from '@stoa/toolkit/turn';
import { z } from 'zod';
import {
  applySchema,
  clusterRestartSchema,
  clusterStatusSchema,
  clusterUpSchema,
  destroySchema,
  driftSchema,
  historySchema,
  planSchema,
} from './cluster.ts';
import {
  downSchema,
  drainRelaySchema,
  drainSfuSchema,
  restartSchema,
  sfusSchema,
  statusSchema,
  upSchema,
} from './platform.ts';
import { preflightSchema } from './preflight.ts';
import {
  credentialsSchema,
  errorSchema,
  inviteSchema,
  tokenSchema,
  evidenceListSchema,
  keySchema,
  lineSchema,
  logsSchema,
  validateSchema,
} from './small.ts';

export interface OutputSchema {
  /** File name in the reference, without `.schema.json`. */
  readonly name: string;
  /** What prints it. */
  readonly title: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

const zodSchemas: readonly (readonly [name: string, title: string, schema: z.ZodType])[] = [
  ['validate', 'stoa validate -o json', validateSchema],
  ['preflight', 'stoa preflight -o json', preflightSchema],
  ['up', 'stoa up -o json', upSchema],
  ['down', 'stoa down -o json', downSchema],
  ['restart', 'stoa restart -o json', restartSchema],
  ['status', 'stoa status -o json', statusSchema],
  ['drain-relay', 'stoa drain relay -o json', drainRelaySchema],
  ['drain-sfu', 'stoa drain sfu -o json', drainSfuSchema],
  ['cordon-sfu', 'stoa cordon sfu -o json, stoa uncordon sfu -o json', sfusSchema],
  ['up-cluster', 'stoa up -o json, on a cluster', clusterUpSchema],
  ['status-cluster', 'stoa status -o json, on a cluster', clusterStatusSchema],
  ['restart-cluster', 'stoa restart -o json, on a cluster', clusterRestartSchema],
  ['plan', 'stoa plan -o json, stoa diff -o json', planSchema],
  ['apply', 'stoa apply -o json, stoa rollback -o json, stoa turn rotate -o json', applySchema],
  ['history', 'stoa history -o json', historySchema],
  ['drift', 'stoa drift -o json', driftSchema],
  ['destroy', 'stoa destroy -o json; stoa down -o json, on a cluster', destroySchema],
  ['logs', 'stoa logs -o json', logsSchema],
  ['meet-invite', 'stoa meet invite -o json', inviteSchema],
  ['meet-token', 'stoa meet token -o json', tokenSchema],
  ['turn-credentials', 'stoa turn credentials -o json', credentialsSchema],
  ['turn-key', 'stoa turn key -o json', keySchema],
  ['evidence-list', 'stoa evidence list -o json', evidenceListSchema],
  ['evidence', 'stoa evidence show -o json, and the evidence files', evidenceSchema],
  ['error', 'any command with -o json that fails', errorSchema],
  ['line', 'each line of any command with -o jsonl', lineSchema],
];

/** JSON Schemas of everything that commands print for other programs. */
export function outputSchemas(): OutputSchema[] {
  const own = zodSchemas.map(([name, title, schema]) => ({
    name,
    title,
    // A check by code has no place in JSON Schema; what it is about stays open there.
    schema: { title, ...z.toJSONSchema(schema, { unrepresentable: 'any' }) },
  }));
  return [
    ...own,
    {
      name: 'call',
      title: 'stoa call -o json',
      schema: { title: 'stoa call -o json', ...callReportJsonSchema },
    },
    {
      name: 'turn-check',
      title: 'stoa turn check -o json',
      schema: { ...turnReportSchema, title: 'stoa turn check -o json' },
    },
  ];
}
