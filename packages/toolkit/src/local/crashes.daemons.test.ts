import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { drainEvents, retry, run } from '../base/index.ts';
import { downLocal, readLogs, statusLocal, type PlatformStatus } from './index.ts';
import { readRunState } from './run-state.ts';
import {
  assertNoLeftovers,
  createPlatform,
  describeWithParts,
  ownProcesses,
  up,
  type TestPlatform,
} from './testing/platform.ts';

let platform: TestPlatform;

beforeAll(async () => {
  platform = await createPlatform();
});

afterEach(async () => {
  await drainEvents(downLocal(platform.where));
  await assertNoLeftovers(platform);
});

afterAll(async () => {
  await platform.cleanUp();
});

async function statusWhen(good: (status: PlatformStatus) => boolean, what: string): Promise<PlatformStatus> {
  return await retry(
    async () => {
      const status = await statusLocal(platform.where);
      if (!good(status)) throw new Error(`not yet: ${what}; ${JSON.stringify(status.components)}`);
      return status;
    },
    { deadlineMs: 15_000, baseMs: 50, maxMs: 50 },
  );
}

const component = (status: PlatformStatus, name: string) =>
  status.components.find((item) => item.name === name);

async function pidsOf(): Promise<{ supervisor: number; components: Map<string, number> }> {
  const state = await readRunState(platform.paths);
  if (!state) throw new Error('not running');
  const components = new Map(state.components.map(({ name, process }) => [name, process?.pid ?? 0]));
  return { supervisor: state.supervisor.pid, components };
}

async function supervisorDead(): Promise<void> {
  await statusWhen(({ state }) => state === 'unsupervised', 'supervisor dead');
}

describeWithParts('crashes', () => {
  test.each(['redis', 'janus-1', 'coturn', 'meet-0'])('%s killed: it comes back', async (name) => {
    await up(platform.options);
    const before = await pidsOf();
    process.kill(before.components.get(name) ?? 0, 'SIGKILL');
    const status = await statusWhen(
      (now) => component(now, name)?.restarts === 1 && now.state === 'running',
      name,
    );
    expect(component(status, name)?.lastExit).toMatchObject({ signal: 'SIGKILL' });
    const after = await pidsOf();
    const changed = [...after.components].filter(([key, pid]) => before.components.get(key) !== pid);
    expect(changed.map(([key]) => key)).toEqual([name]);
  });

  test('what comes back is followed in the log', async () => {
    await up(platform.options);
    const stop = new AbortController();
    const log = readLogs({
      ...platform.where,
      component: 'supervisor',
      follow: true,
      lines: 0,
      signal: stop.signal,
    });
    const next = log.next();
    process.kill((await pidsOf()).components.get('coturn') ?? 0, 'SIGKILL');
    expect((await next).value?.line).toMatch(/coturn ended \(SIGKILL\); again in \d+ ms$/);
    expect((await log.next()).value?.line).toMatch(/coturn started/);
    stop.abort();
    await log.return();
  });

  test('a component that cannot start again is told as a crash loop, with what it said', async () => {
    const broken = join(platform.where.baseDir, 'broken');
    const path = join(platform.where.baseDir, 'fragile');
    const script = `#!/bin/sh\n[ -e ${broken} ] && echo cannot go on && exit 9\nexec turnserver "$@"\n`;
    await writeFile(path, script, { mode: 0o700 });
    await up(platform.with({ programs: { turnserver: path } }));
    await writeFile(broken, '');
    process.kill((await pidsOf()).components.get('coturn') ?? 0, 'SIGKILL');
    const status = await statusWhen((now) => component(now, 'coturn')?.state === 'crash-loop', 'crash loop');
    expect(status.state).toBe('degraded');
    expect(component(status, 'coturn')).toMatchObject({
      ready: false,
      lastExit: { code: 9, signal: null },
      probe: { message: expect.stringMatching(/again and again \(exit code 9\)[^]*cannot go on/) },
    });
    expect(component(status, 'redis')?.ready).toBe(true);
    await rm(broken);
    await statusWhen((now) => now.state === 'running', 'recovered');
  });

  test('a component that does not react to SIGTERM is killed in the end, and down waits for it', async () => {
    await up(platform.with({ programs: { 'redis-server': '', janus: '', turnserver: '' } }));
    process.kill((await pidsOf()).components.get('meet-0') ?? 0, 'SIGSTOP');
    await drainEvents(downLocal(platform.where));
    expect(await ownProcesses(platform.paths)).toEqual([]);
  });

  test('the supervisor killed: its components end with it, and the next up starts anew', async () => {
    await up(platform.options);
    const before = await pidsOf();
    process.kill(before.supervisor, 'SIGKILL');
    await supervisorDead();
    const { report, events } = await up(platform.options);
    expect(report.alreadyRunning).toBe(false);
    expect(events).toContainEqual(
      expect.objectContaining({ level: 'warn', message: expect.stringContaining('supervisor was killed') }),
    );
    expect((await statusLocal(platform.where)).state).toBe('running');
  });

  test('the supervisor killed without setpriv: orphans are found by pid and start time', async () => {
    await up(platform.with({ programs: { setpriv: '' } }));
    process.kill((await pidsOf()).supervisor, 'SIGKILL');
    await supervisorDead();
    expect((await ownProcesses(platform.paths)).length).toBeGreaterThan(3);
    const events: unknown[] = [];
    const report = await drainEvents(downLocal(platform.where), (event) => events.push(event));
    expect(report.wasRunning).toBe(true);
    expect(events).toContainEqual(
      expect.objectContaining({ level: 'warn', message: expect.stringMatching(/[4-6] processes/) }),
    );
    expect(await ownProcesses(platform.paths)).toEqual([]);
  });

  test('a pid that belongs to somebody else by now is left alone', async () => {
    await up(platform.with({ programs: { 'redis-server': '', janus: '', turnserver: '' } }));
    const state = await readRunState(platform.paths);
    await drainEvents(downLocal(platform.where));
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    const id = { pid: stranger.pid ?? 0, startTime: 1 };
    const stale = {
      ...state,
      supervisor: id,
      components: state?.components.map((item) => Object.assign(item, { process: id })),
    };
    await run('tee', [platform.paths.run], { input: JSON.stringify(stale) });
    await drainEvents(downLocal(platform.where));
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill('SIGKILL');
    await once(stranger, 'exit');
  });
});
