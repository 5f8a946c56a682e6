import { rm } from 'node:fs/promises';
import { messageOf, writeFileAtomic } from '../../base/index.ts';
import type { ProcessId } from '../process-info.ts';
import type { ComponentRun, RunState } from '../run-state.ts';
import type { Launch } from './launch.ts';

/** The supervisor's record of what it runs, on disk after every change. */
export interface RunRecord {
  update(name: string, change: Partial<Omit<ComponentRun, 'name'>>): void;
  get(name: string): ComponentRun | undefined;
  /** Waits until what was updated so far is on disk. */
  settled(): Promise<void>;
  remove(): Promise<void>;
}

export function createRunRecord(
  launch: Launch,
  supervisor: ProcessId,
  onProblem: (message: string) => void,
): RunRecord {
  const at = () => new Date().toISOString();
  const components = new Map<string, ComponentRun>(
    launch.components.map(({ name }) => [
      name,
      { name, state: 'waiting', process: null, since: at(), restarts: 0, lastExit: null },
    ]),
  );
  const head = {
    schema: 'stoa.local.run/v1',
    planHash: launch.planHash,
    supervisor,
    startedAt: at(),
  } as const;
  let dirty = false;
  let writing = Promise.resolve();

  async function write(): Promise<void> {
    if (!dirty) return;
    dirty = false;
    const state = { ...head, components: [...components.values()] } satisfies RunState;
    await writeFileAtomic(launch.runFile, `${JSON.stringify(state, null, 2)}\n`);
  }

  function schedule(): Promise<void> {
    dirty = true;
    // Changes that come while a write is under way share the next one.
    writing = writing.then(write).catch((error: unknown) => onProblem(messageOf(error)));
    return writing;
  }

  return {
    update(name, change) {
      const before = components.get(name);
      if (!before) return;
      const since = change.state !== undefined && change.state !== before.state ? at() : before.since;
      components.set(name, { ...before, since, ...change });
      void schedule();
    },
    get: (name) => components.get(name),
    settled: () => schedule(),
    async remove() {
      await writing;
      await rm(launch.runFile, { force: true });
    },
  };
}
