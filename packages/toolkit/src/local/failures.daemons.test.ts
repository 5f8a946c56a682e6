import { createServer, type Server } from 'node:net';
import { readFile, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { drainEvents } from '../base/index.ts';
import { downLocal, upLocal } from './index.ts';
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
  // Whatever went wrong, an up that fails cleans up after itself: no down is needed.
  try {
    await assertNoLeftovers(platform);
  } finally {
    await drainEvents(downLocal(platform.where));
  }
});

afterAll(async () => {
  await platform.cleanUp();
});

async function listenOn(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

describeWithParts('an up that cannot work leaves nothing behind', () => {
  test('a port in use: the setting and the process that has it are named', async () => {
    const port = platform.options.platform.redis.port;
    const server = await listenOn(port);
    const failure = up(platform.options).finally(() => server.close());
    await expect(failure).rejects.toMatchObject({
      code: 'LOCAL_PORT_IN_USE',
      message: expect.stringMatching(
        new RegExp(
          `127\\.0\\.0\\.1:${port}/tcp \\(redis\\.port, redis\\) is in use by .* \\(process ${process.pid}\\)`,
        ),
      ),
    });
  });

  test('a clash inside the config', async () => {
    const options = platform.with({}, { turn: { tlsPort: platform.options.platform.turn.port } });
    await expect(up(options)).rejects.toMatchObject({
      code: 'LOCAL_PORT_CLASH',
      message: expect.stringContaining('turn.tlsPort'),
    });
  });

  test('a component that dies at start: its last log lines are shown, secrets masked', async () => {
    const backendEntry = join(platform.where.baseDir, 'dies.mjs');
    const script = `import { readFileSync } from 'node:fs';
      const { turn } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
      console.error('fatal: cannot live with ' + turn.secret);
      process.exit(7);`;
    await writeFile(backendEntry, script);
    await expect(up(platform.with({ backendEntry }))).rejects.toMatchObject({
      code: 'LOCAL_COMPONENT_DIED',
      message: expect.stringMatching(
        /meet-\d ended while the platform was starting \(exit code 7\)[^]*fatal: cannot live with \[redacted\]/,
      ),
      hint: expect.stringContaining('stoa logs meet-'),
    });
  });

  test('a program that cannot be run', async () => {
    const path = join(platform.where.baseDir, 'broken-janus');
    await writeFile(path, 'not a program', { mode: 0o700 });
    await expect(up(platform.with({ programs: { janus: path } }))).rejects.toMatchObject({
      code: 'LOCAL_COMPONENT_DIED',
      message: expect.stringContaining('janus-'),
    });
  });

  test('a component that never becomes ready', async () => {
    // It lives, but does not listen: `sleep` instead of the relay.
    const path = join(platform.where.baseDir, 'silent');
    await writeFile(path, '#!/bin/sh\necho still here\nexec sleep 60\n', { mode: 0o700 });
    const programs = { 'redis-server': '', janus: '', turnserver: path };
    const options = platform.with({ programs, readyTimeoutMs: 3_000 });
    await expect(up(options)).rejects.toMatchObject({
      code: 'LOCAL_NOT_READY',
      message: expect.stringMatching(/coturn was not ready[^]*still here/),
    });
  });

  test.each([
    ['prepare', 'start'],
    ['prepare', 'done'],
    ['ports', 'done'],
    ['start', 'start'],
    ['start', 'done'],
    ['ready:redis', 'done'],
    ['ready:janus-0', 'done'],
  ])('interrupted at step %s, %s', async (id, state) => {
    const stop = new AbortController();
    const result = drainEvents(upLocal(platform.with({ signal: stop.signal })), (event) => {
      if (event.type === 'step' && event.id === id && event.state === state) stop.abort();
    });
    await expect(result).rejects.toMatchObject({ code: 'BASE_ABORTED', exitCode: 130 });
  });

  test('a folder that holds something else', async () => {
    const foreign = await createPlatform();
    await mkdir(foreign.paths.root);
    await writeFile(join(foreign.paths.root, 'thesis.tex'), 'precious');
    await expect(up(foreign.options)).rejects.toMatchObject({
      code: 'LOCAL_STATE_FOREIGN',
      message: expect.stringContaining('thesis.tex'),
    });
    await expect(drainEvents(downLocal({ ...foreign.where, purge: true }))).rejects.toMatchObject({
      code: 'LOCAL_STATE_FOREIGN',
    });
    expect(await readFile(join(foreign.paths.root, 'thesis.tex'), 'utf8')).toBe('precious');
    await foreign.cleanUp();
  });

  test.each(['state.json', 'secrets.json', 'run.json', 'tls/ca.pem'])(
    'a corrupt %s is not overwritten',
    async (name) => {
      const broken = await createPlatform();
      await up(broken.with({ programs: { 'redis-server': '', janus: '', turnserver: '' } }));
      await drainEvents(downLocal(broken.where));
      const path = join(broken.paths.root, name);
      await writeFile(path, '{"schema": "stoa.lo');
      await expect(up(broken.options)).rejects.toMatchObject({
        code: 'LOCAL_STATE_CORRUPT',
        message: expect.stringContaining(path),
        hint: expect.stringContaining('delete'),
      });
      expect(await readFile(path, 'utf8')).toBe('{"schema": "stoa.lo');
      expect(await ownProcesses(broken.paths)).toEqual([]);
      await broken.cleanUp();
    },
  );

  test('the state of another platform', async () => {
    const other = { ...platform.options, platform: { ...platform.options.platform, name: 'other' } };
    await expect(up(other)).rejects.toMatchObject({
      code: 'LOCAL_STATE_FOREIGN',
      message: expect.stringContaining('"local-test", not to "other"'),
    });
  });

  test('two at the same time: one goes on, the other is told who is at work', async () => {
    const results = await Promise.allSettled([up(platform.options), up(platform.options)]);
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refusals).toEqual([
      expect.objectContaining({
        code: 'LOCAL_LOCKED',
        message: expect.stringContaining(`\`stoa up\` (process ${process.pid})`),
      }),
    ]);
    const again = upLocal(platform.options);
    // The first event comes with the lock held.
    await again.next();
    await expect(drainEvents(downLocal(platform.where))).rejects.toMatchObject({ code: 'LOCAL_LOCKED' });
    await expect(drainEvents(again)).resolves.toMatchObject({ alreadyRunning: true });
    await drainEvents(downLocal(platform.where));
  });
});
