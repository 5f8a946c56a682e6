import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { maxClusters } from './network-plan.ts';

/** A process, told apart from a later one of the same pid by its start time (proc_pid_stat(5), field 22). */
export interface ProcessMark {
  readonly pid: number;
  readonly startTime: string;
}

/** What is needed to remove a cluster whose maker is gone. */
export interface ClusterRecord {
  readonly number: number;
  /** `developer` for that of `make cluster`, which outlives its maker; `shared` for that of a whole run of tests. */
  readonly purpose: 'developer' | 'shared' | 'test';
  /** The process whose end is the cluster's; with `shared` that of the run, not the file that started it. */
  readonly maker: ProcessMark;
  /** PID 1 of each node. */
  readonly inits: readonly ProcessMark[];
}

export function clusterFolder(number: number): string {
  return join(tmpdir(), `stoa-cluster-${number}`);
}

/** Takes a number that no other cluster of this machine has: mkdir(2) lets exactly one of two succeed. */
export async function claimNumber(
  purpose: ClusterRecord['purpose'],
  owner: number = process.pid,
): Promise<ClusterRecord> {
  for (let number = 0; number < maxClusters; number += 1) {
    const made = await mkdir(clusterFolder(number), { mode: 0o700 }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
    if (!made) continue;
    const maker = await markProcess(owner);
    if (!maker) throw new Error(`process ${owner} is not in /proc`);
    const record = { number, purpose, maker, inits: [] };
    await writeRecord(record);
    return record;
  }
  throw new Error(`${maxClusters} test clusters are there already; \`make cluster-down\` removes dead ones`);
}

export async function writeRecord(record: ClusterRecord): Promise<void> {
  await writeFile(join(clusterFolder(record.number), 'cluster.json'), JSON.stringify(record), {
    mode: 0o600,
  });
}

/** Records of every cluster on this machine. A folder without one is of a maker that was killed at its first step. */
export async function readRecords(): Promise<ClusterRecord[]> {
  const names = (await readdir(tmpdir())).filter((name) => /^stoa-cluster-\d+$/.test(name));
  const found = await Promise.all(names.map(readOne));
  return found.filter((record) => record !== undefined);
}

async function readOne(name: string): Promise<ClusterRecord | undefined> {
  const folder = join(tmpdir(), name);
  const text = await readFile(join(folder, 'cluster.json'), 'utf8').catch(() => undefined);
  if (text !== undefined) return JSON.parse(text) as ClusterRecord;
  const info = await stat(folder).catch(() => undefined);
  // Whoever is between its mkdir and its record needs milliseconds.
  if (!info || Date.now() - info.mtimeMs < 10_000) return undefined;
  const nobody = { pid: 0, startTime: '' };
  return { number: Number(name.split('-').at(-1)), purpose: 'test', maker: nobody, inits: [] };
}

export async function markProcess(pid: number): Promise<ProcessMark | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Field 3 is the state: a zombie does nothing any more.
  if (stat === '' || fields[0] === 'Z') return undefined;
  return { pid, startTime: fields[19] ?? '' };
}

export async function isRunning(mark: ProcessMark): Promise<boolean> {
  return (await markProcess(mark.pid))?.startTime === mark.startTime;
}

export async function removeFolder(number: number): Promise<void> {
  await rm(clusterFolder(number), { recursive: true, force: true });
}
