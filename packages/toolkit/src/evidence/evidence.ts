import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../base/index.ts';
import { evidenceErrors } from './evidence-errors.ts';

/** What an operation on live media or data leaves behind (DESIGN §1.5). `data` is the operation's own record. */
export const evidenceSchema = z.object({
  schema: z.literal('stoa.evidence/v1'),
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  operation: z.string().min(1),
  platform: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  ok: z.boolean(),
  /** Readable sentences, one a line. */
  summary: z.array(z.string()),
  data: z.record(z.string(), z.unknown()),
});

export type Evidence = z.infer<typeof evidenceSchema>;

/** A sortable id: `20261121t071500z-call-4f1c`. */
export function evidenceId(operation: string, at: Date, random: string): string {
  const stamp = at
    .toISOString()
    .replaceAll(/[-:]|\.\d+/g, '')
    .toLowerCase();
  return `${stamp}-${operation}-${random}`;
}

/** Writes `<dir>/<id>.json` (mode 0600) and returns its path. */
export async function writeEvidence(dir: string, evidence: Evidence): Promise<string> {
  const path = join(dir, `${evidence.id}.json`);
  await writeFileAtomic(path, `${JSON.stringify(evidenceSchema.parse(evidence), null, 2)}\n`);
  return path;
}

/** @throws EVIDENCE_MISSING, EVIDENCE_INVALID */
export async function readEvidence(dir: string, id: string): Promise<Evidence> {
  const path = join(dir, `${basename(id)}.json`);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw evidenceErrors.make('EVIDENCE_MISSING', `no evidence file ${id} in ${dir}`, {
      hint: 'list what there is with: stoa evidence list',
      cause,
    });
  }
  try {
    return evidenceSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw evidenceErrors.make('EVIDENCE_INVALID', `${path} is not an evidence file`, { cause });
  }
}

/** All readable evidence of a folder, newest first; files that are none are passed over. */
export async function listEvidence(dir: string): Promise<Evidence[]> {
  let names: string[];
  try {
    names = await readdir(dir);
  } catch {
    return [];
  }
  const found: Evidence[] = [];
  for (const name of names
    .filter((file) => file.endsWith('.json'))
    .sort()
    .reverse()) {
    try {
      found.push(await readEvidence(dir, name.slice(0, -'.json'.length)));
    } catch {
      // a foreign file; `evidence show` would say so
    }
  }
  return found;
}
