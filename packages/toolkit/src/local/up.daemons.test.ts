import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drainEvents } from '../base/index.ts';
import { connectRelay } from './testing/relay.ts';
import { downLocal, loadRunning, readLogs, roomUrl, statusLocal, watchStatus } from './index.ts';
import { createPlatform, describeWithParts, leftovers, up, type TestPlatform } from './testing/platform.ts';

let platform: TestPlatform;

beforeAll(async () => {
  platform = await createPlatform();
});

afterAll(async () => {
  await platform.cleanUp();
});

/** Nobody's platform has the default address right now. */
const canFallBack =
  process.getuid?.() === 0 &&
  !Object.values(networkInterfaces()).some((entries) =>
    entries?.some(({ address }) => address === '127.88.0.1'),
  );

const names = ['redis', 'janus-0', 'janus-1', 'coturn', 'meet-0', 'meet-1'];

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describeWithParts('a platform, from up to down', () => {
  test('up starts every component and reports when each is ready', async () => {
    const { report, events } = await up(platform.options);
    expect(report).toMatchObject({ platform: 'local-test', alreadyRunning: false, missing: [] });
    expect(report.components.map(({ name }) => name)).toEqual(names);
    expect(roomUrl(report.urls, 'a room')).toBe(`http://127.0.0.1:${platform.ports + 20}/r/a%20room`);
    const done = events.flatMap((event) =>
      event.type === 'step' && event.state === 'done' && event.id.startsWith('ready:') ? [event.id] : [],
    );
    expect(done.sort()).toEqual(names.map((name) => `ready:${name}`).sort());
  });

  test('every file in the state folder is for its owner only', async () => {
    const files = await filesUnder(platform.paths.root);
    expect(files.length).toBeGreaterThan(15);
    for (const file of files) expect((await stat(file)).mode & 0o077, file).toBe(0);
  });

  test('status tells what runs, by probe', async () => {
    const status = await statusLocal(platform.where);
    expect(status.state).toBe('running');
    expect(status.components.map(({ name }) => name)).toEqual(names);
    for (const component of status.components) {
      expect(component).toMatchObject({ state: 'running', ready: true, restarts: 0, lastExit: null });
      expect(component.memoryBytes).toBeGreaterThan(1_000_000);
      expect(component.ports.length).toBeGreaterThan(0);
    }
    await expect(loadRunning(platform.where.baseDir, platform.where.stateDir)).resolves.toMatchObject({
      platform: 'local-test',
      caFile: platform.paths.caFile,
    });
  });

  test('watching gives one status after the other until told to stop', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const status of watchStatus({ ...platform.where, intervalMs: 50, signal: stop.signal })) {
      seen.push(status.state);
      if (seen.length === 3) stop.abort();
    }
    expect(seen).toEqual(['running', 'running', 'running']);
  });

  test('the relay reaches the media address, and nothing else inside the machine', async () => {
    const relay = await connectRelay(platform);
    await expect(relay.permit(relay.host)).resolves.toBe('permitted');
    for (const peer of ['127.0.0.1', '127.88.200.1', '10.0.0.1', '169.254.169.254', '192.168.1.1']) {
      await expect(relay.permit(peer), peer).resolves.toBe('TURN_FORBIDDEN_PEER');
    }
  });

  test('logs hold the lines of each component, with secrets masked', async () => {
    const lines: string[] = [];
    for await (const { component, line } of readLogs({ ...platform.where, lines: 1_000 })) {
      lines.push(`${component}: ${line}`);
    }
    for (const name of [...names, 'supervisor']) {
      expect(
        lines.some((line) => line.startsWith(`${name}: 20`)),
        name,
      ).toBe(true);
    }
    const text = lines.join('\n');
    const { schema: _schema, ...secrets } = JSON.parse(await readFile(platform.paths.secrets, 'utf8'));
    expect(Object.keys(secrets)).toHaveLength(6);
    for (const secret of Object.values<string>(secrets)) expect(text).not.toContain(secret);
    const unknown = readLogs({ ...platform.where, component: 'janus-9' }).next();
    await expect(unknown).rejects.toMatchObject({
      code: 'LOCAL_COMPONENT_UNKNOWN',
      hint: expect.stringContaining('janus-0'),
    });
  });

  test('a second up only verifies', async () => {
    const before = await statusLocal(platform.where);
    const { report, events } = await up(platform.options);
    expect(report.alreadyRunning).toBe(true);
    expect(events.some((event) => event.type === 'step' && event.id === 'start')).toBe(false);
    const after = await statusLocal(platform.where);
    expect(after.components.map(({ pid }) => pid)).toEqual(before.components.map(({ pid }) => pid));
  });

  test('up with other settings restarts, and says so', async () => {
    const before = await statusLocal(platform.where);
    const { report, events } = await up(platform.with({}, { meet: { backends: 1 } }));
    expect(report.alreadyRunning).toBe(false);
    expect(report.components).toHaveLength(5);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'notice', message: expect.stringContaining('restarted') }),
    );
    const after = await statusLocal(platform.where);
    expect(after.supervisor?.pid).not.toBe(before.supervisor?.pid);
    expect(after.state).toBe('running');
  });

  test('down leaves nothing but secrets, CA, data and logs', async () => {
    const report = await drainEvents(downLocal(platform.where));
    expect(report).toMatchObject({ wasRunning: true, purged: false });
    expect(report.stopped).toEqual(names.slice(0, 5));
    expect(await leftovers(platform)).toEqual([]);
    expect((await readdir(platform.paths.root)).sort()).toEqual([
      'data',
      'logs',
      'secrets.json',
      'state.json',
      'tls',
    ]);
    await expect(statusLocal(platform.where)).resolves.toMatchObject({ state: 'stopped', components: [] });
    await expect(loadRunning(platform.where.baseDir, '.stoa')).rejects.toMatchObject({
      code: 'LOCAL_NOT_RUNNING',
    });
  });

  test('a second down finds nothing to do; purge removes the folder', async () => {
    await expect(drainEvents(downLocal(platform.where))).resolves.toMatchObject({ wasRunning: false });
    await drainEvents(downLocal({ ...platform.where, purge: true }));
    expect(existsSync(platform.paths.root)).toBe(false);
    await expect(drainEvents(downLocal(platform.where))).resolves.toMatchObject({ wasRunning: false });
    expect(existsSync(platform.paths.root)).toBe(false);
  });

  test('without the programs the embedded defaults run, and each missing part is named', async () => {
    const { report, events } = await up(
      platform.with({ programs: { 'redis-server': '', janus: '', turnserver: '' } }),
    );
    expect(report.components.map(({ name }) => name)).toEqual(['meet-0']);
    expect(report.missing.map(({ part }) => part)).toEqual(['redis', 'janus', 'coturn']);
    const notices = events.filter((event) => event.type === 'notice');
    expect(notices.map(({ hint }) => hint)).toEqual([
      'add it with: apt-get install -y redis-server',
      'add it with: apt-get install -y janus',
      'add it with: apt-get install -y coturn',
    ]);
    await drainEvents(downLocal(platform.where));
    expect(await leftovers(platform)).toEqual([]);
    expect(Object.keys(networkInterfaces())).not.toContain('stoal0');
  });

  test.runIf(canFallBack)('root without the right to make interfaces: the primary address', async () => {
    const programs = { 'redis-server': '', janus: '', turnserver: '', ip: '/bin/false' };
    const options = platform.with({ programs });
    const target = { ...options.platform.target, address: 'auto' as const };
    const { report, events } = await up({ ...options, platform: { ...options.platform, target } });
    expect(report.mediaAddress).not.toMatch(/^127\./);
    expect(events).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: expect.stringContaining('no interface for loopback media'),
      }),
    );
    await drainEvents(downLocal(platform.where));
    expect(await leftovers(platform)).toEqual([]);
  });
});
