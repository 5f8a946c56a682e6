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
  const components = new Map<string, ComponentRun>(
    launch.components.map(({ name }) => [
      name,
      { name, state: 'waiting', process: null, since: now(), restarts: 0, lastExit: null },
    ]),
  );
  const head = {
    schema: 'stoa.local.run/v1',
    planHash: launch.planHash,
    supervisor,
    startedAt: now(),
  } as const;
  const save = serialWriter(
    launch.runFile,
    () => ({ ...head, components: [...components.values()] }),
    onProblem,
  );
  return {
    update(name, change) {
      const before = components.get(name);
      if (!before) return;
      const since = change.state !== undefined && change.state !== before.state ? now() : before.since;
      components.set(name, { ...before, since, ...change });
      void save();
    },
    get: (name) => components.get(name),
    settled: save,
    async remove() {
      await save();
      await rm(launch.runFile, { force: true });
    },
  };
}

function now(): string {
  return new Date().toISOString();
}

/** One write at a time; changes that come while one is under way share the next. */
function serialWriter(
  path: string,
  state: () => RunState,
  onProblem: (message: string) => void,
): () => Promise<void> {
  let dirty = false;
  let writing = Promise.resolve();

  async function write(): Promise<void> {
    if (!dirty) return;
    dirty = false;
    await writeFileAtomic(path, `${JSON.stringify(state(), null, 2)}\n`);
  }

  return () => {
    dirty = true;
    writing = writing.then(write).catch((error: unknown) => onProblem(messageOf(error)));
    return writing;
  };
}
