import { z } from 'zod';
import { isAlive, type ProcessId } from './process-info.ts';
import type { StatePaths } from './state-paths.ts';
import { readStateFile } from './state.ts';

const processId = z.object({ pid: z.int(), startTime: z.number() });

const componentRun = z.object({
  name: z.string(),
  /** `backoff`: ended, will be started again; `crash-loop`: so often that someone should look. */
  state: z.enum(['waiting', 'running', 'backoff', 'crash-loop', 'stopped']),
  process: processId.nullable(),
  /** Of the current state. */
  since: z.iso.datetime(),
  restarts: z.int(),
  lastExit: z
    .object({ code: z.int().nullable(), signal: z.string().nullable(), at: z.iso.datetime() })
    .nullable(),
});

/** What the supervisor says about itself and its components: `run.json`. */
export const runStateSchema = z.object({
  schema: z.literal('stoa.local.run/v1'),
  planHash: z.string(),
  supervisor: processId,
  startedAt: z.iso.datetime(),
  components: z.array(componentRun),
});

export type ComponentRun = z.infer<typeof componentRun>;
export type RunState = z.infer<typeof runStateSchema>;

/** @throws LOCAL_STATE_CORRUPT, LOCAL_STATE_FOREIGN */
export async function readRunState(paths: StatePaths): Promise<RunState | undefined> {
  return await readStateFile(paths.run, runStateSchema, 'stoa.local.run/');
}

/** Processes that a supervisor recorded and that still run, whether it lives or not. */
export async function survivors(run: RunState): Promise<ProcessId[]> {
  const recorded = run.components.flatMap((component) => (component.process ? [component.process] : []));
  const alive = await Promise.all(recorded.map(isAlive));
  return recorded.filter((_, index) => alive[index]);
}
