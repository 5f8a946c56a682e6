import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import { drainEvents, findCommand, run, type ProgressEvent } from '../../base/index.ts';
import { platformSchema } from '../../config/index.ts';
import { downLocal, upLocal, type LocalOptions, type UpReport } from '../index.ts';
import { statePaths, type StatePaths } from '../state-paths.ts';
import type { SectionsInput } from './fixtures.ts';

/** Started, never imported: local/ knows the session backend only as a program. */
const backendEntry = fileURLToPath(new URL('../../../../meet/server/start.ts', import.meta.url));
const root = process.getuid?.() === 0;
const mediaAddress = '127.88.1.1';
const interfaceName = 'stoal0';
/**
 * Blocks of 100 ports that the platforms under test may use; sockets of others come and go in between. All ports lie
 * below those that the system gives to clients (32768 on).
 */
const firstBlock = 28_000;
const blocks = 9;

const tools = await Promise.all(['redis-server', 'janus', 'turnserver'].map(findCommand));

/** In CI the parts must be there, and their absence a failure. */
export const describeWithParts =
  process.env['CI'] === 'true' || tools.every(Boolean)
    ? describe
    : describe.skip.bind(undefined, 'needs redis-server, janus and coturn');

/** A platform on ports and addresses of the tests' own, in a folder of its own. */
export interface TestPlatform {
  readonly options: LocalOptions;
  readonly paths: StatePaths;
  /** First of the 100 ports that the platform's single ports are in. */
  readonly ports: number;
  readonly where: { readonly baseDir: string; readonly stateDir: string };
  /** The same folder, with other settings. */
  with(change: Partial<LocalOptions>, sections?: SectionsInput): LocalOptions;
  cleanUp(): Promise<void>;
}

export async function createPlatform(): Promise<TestPlatform> {
  const baseDir = await mkdtemp(join(tmpdir(), 'stoa-local-'));
  const stateDir = '.stoa';
  const ports = await findFreeBlock();
  const where = { baseDir, stateDir };
  const withChange = (change: Partial<LocalOptions>, sections: SectionsInput = {}): LocalOptions => ({
    platform: testPlatform(ports, sections),
    baseDir,
    backendEntry,
    webRoot: null,
    interfaceName,
    ...change,
  });
  return {
    options: withChange({}),
    paths: statePaths(baseDir, stateDir),
    ports,
    where,
    with: withChange,
    async cleanUp() {
      await drainEvents(downLocal(where)).catch(() => {});
      // What one failed test leaves must not fail all that come after it.
      if (root) await run('ip', ['link', 'del', interfaceName]).catch(() => {});
      await rm(baseDir, { recursive: true, force: true });
    },
  };
}

function testPlatform(ports: number, sections: SectionsInput) {
  return platformSchema.parse({
    apiVersion: 'stoa/v1alpha1',
    name: 'local-test',
    target: { type: 'local', address: root ? mediaAddress : 'primary' },
    ...sections,
    meet: { port: ports + 10, httpPort: ports + 20, adminPort: ports + 70, ...sections.meet },
    sfu: {
      apiPort: ports + 30,
      adminPort: ports + 40,
      rtpPorts: { min: 31_000, max: 31_799 },
      ...sections.sfu,
    },
    turn: {
      port: ports + 50,
      tlsPort: ports + 51,
      relayPorts: { min: 31_800, max: 32_599 },
      ...sections.turn,
    },
    redis: { port: ports + 60, ...sections.redis },
  });
}

async function findFreeBlock(): Promise<number> {
  for (let block = 0; block < blocks; block += 1) {
    const first = firstBlock + block * 100;
    if ((await usedPorts(first)).length === 0) return first;
  }
  throw new Error('no free block of ports for the test');
}

export interface UpRun {
  readonly report: UpReport;
  readonly events: readonly ProgressEvent[];
}

export async function up(options: LocalOptions): Promise<UpRun> {
  const events: ProgressEvent[] = [];
  const report = await drainEvents(upLocal(options), (event) => events.push(event));
  return { report, events };
}

/** For use after each test: whatever went wrong, nothing may be left. */
export async function assertNoLeftovers(platform: TestPlatform): Promise<void> {
  const left = await leftovers(platform);
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
}

/** What a platform left behind: processes, ports, interfaces, files that exist only while it runs. */
export async function leftovers({ paths, ports }: TestPlatform): Promise<string[]> {
  const files = [paths.run, paths.launch, paths.config].filter((path) => existsSync(path));
  const interfaces = Object.keys(networkInterfaces()).filter((name) => name.startsWith('stoal'));
  return [...files, ...interfaces, ...(await ownProcesses(paths)), ...(await usedPorts(ports))];
}

/** Processes that name the state folder in their arguments, and are not dead. */
export async function ownProcesses(paths: StatePaths): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map(async (pid) => {
      // A zombie's is empty.
      const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return text.includes(paths.root) ? `${pid} ${text.replaceAll('\0', ' ')}` : '';
    }),
  );
  return lines.filter(Boolean);
}

async function usedPorts(first: number): Promise<string[]> {
  const tables = ['tcp', 'tcp6', 'udp', 'udp6'];
  const found = await Promise.all(
    tables.map(async (name) => {
      const lines = (await readFile(`/proc/net/${name}`, 'utf8').catch(() => '')).split('\n').slice(1);
      return lines
        .map((line) => line.trim().split(/\s+/))
        .filter((fields) => name.startsWith('udp') || fields[3] === '0A')
        .map((fields) => Number.parseInt(fields[1]?.split(':')[1] ?? '', 16))
        .filter((port) => port >= first && port < first + 100)
        .map((port) => `${name} port ${port}`);
    }),
  );
  return found.flat();
}
