import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendConfig, plainListener, startBackendProcess } from '../../../test/support/backend.ts';
import { startChild } from '../../../test/support/child.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { freePort } from '../../../test/support/ports.ts';

const entry = new URL('start.ts', import.meta.url).pathname;

describe('a session backend as a process', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'stoa-meet-'));
    await mkdir(join(dir, 'web', 'assets'), { recursive: true });
    await writeFile(join(dir, 'web', 'index.html'), '<!doctype html><title>Stoa</title>');
    await writeFile(join(dir, 'web', 'assets', 'app-1a2b.js'), 'export {}');
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('serves the web app, its runtime configuration, health and metrics', async () => {
    const config = backendConfig({
      listen: plainListener(await freePort(12_000, 12_999)),
      webRoot: join(dir, 'web'),
      backendUrls: ['https://meet.example.org'],
    });
    await using backend = await startBackendProcess(config);
    const get = (path: string) => fetch(`${backend.url}${path}`);
    for (const path of ['/', '/r/my-room', '/r/my-room/', '/r/my-room?x=1']) {
      const page = await get(path);
      expect([path, page.status, await page.text()]).toEqual([path, 200, expect.stringContaining('Stoa')]);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(page.headers.get('cache-control')).toBe('no-cache');
    }
    expect((await get('/assets/app-1a2b.js')).headers.get('cache-control')).toContain('immutable');
    for (const path of ['/nothing', '/r/a/b', '/../main.ts', '/%2e%2e/%2e%2e/etc/passwd']) {
      expect([path, (await get(path)).status]).toEqual([path, 404]);
    }
    expect(await (await get('/config.json')).json()).toMatchObject({
      protocol: 'stoa.v1',
      socketPath: '/v1/socket',
      backend: 'meet-0',
      backends: ['https://meet.example.org'],
    });
    expect(await (await get('/health/ready')).json()).toEqual({ ready: true, reasons: [] });
    const client = await MeetClient.open(backend.url);
    await client.join('metrics', 'Ann');
    const metrics = await (await get('/metrics')).text();
    expect(metrics).toContain('stoa_meet_connections 1');
    expect(metrics).toContain('stoa_meet_participants 1');
    expect(metrics).toContain('stoa_meet_messages_total{type="hello",outcome="ok"} 1');
    client.close();
  });

  it('says why it is not ready', async () => {
    const config = backendConfig({
      listen: plainListener(await freePort(12_000, 12_999)),
      log: {
        kind: 'redis',
        host: '127.0.0.1',
        port: await freePort(10_000, 10_999),
        password: '',
        prefix: 'x:',
      },
      sfus: [
        {
          name: 'janus-0',
          apiUrl: `ws://127.0.0.1:${await freePort(11_000, 11_499)}`,
          adminUrl: `ws://127.0.0.1:${await freePort(11_500, 11_999)}`,
          apiSecret: 'secret-of-the-api',
          adminSecret: 'secret-of-the-admin',
        },
      ],
    });
    await using backend = await startBackendProcess(config);
    const ready = await fetch(`${backend.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({
      ready: false,
      reasons: ['the log of the rooms cannot be reached', 'no SFU can be reached'],
    });
    const client = await MeetClient.open(backend.url);
    expect(await client.ask({ type: 'hello', room: 'r', name: 'Ann' })).toMatchObject({
      type: 'error',
      code: 'log-unavailable',
      retryable: true,
    });
    client.close();
    expect(backend.child.output()).not.toContain('secret-of-the');
  });

  it('listens with TLS beside plain loopback, and tells clients when it goes', async () => {
    const [certFile, keyFile] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
    const subject = ['-subj', '/CN=localhost', '-days', '2'];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', keyFile, '-out', certFile], {
      stdio: 'ignore',
    });
    const tlsPort = await freePort(12_500, 12_999);
    const config = backendConfig({
      listen: [
        ...plainListener(await freePort(12_000, 12_499)),
        { host: '127.0.0.1', port: tlsPort, tls: { certFile, keyFile } },
      ],
    });
    await using backend = await startBackendProcess(config);
    const status = await new Promise((resolve, reject) => {
      request({ port: tlsPort, host: '127.0.0.1', path: '/health/live', rejectUnauthorized: false }, (res) =>
        resolve(res.statusCode),
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
    const [plain, secure] = [
      await MeetClient.open(backend.url),
      await MeetClient.open(`https://127.0.0.1:${tlsPort}`),
    ];
    await plain.join('both', 'Ann');
    await secure.join('both', 'Bob');
    await expect.poll(() => plain.view.participants.length).toBe(2);
    await backend.child.stop('SIGTERM');
    expect(await backend.child.exited).toEqual({ code: 0, signal: null });
    for (const client of [plain, secure]) {
      expect(client.received.at(-1)).toMatchObject({ type: 'bye', code: 'shutdown' });
      expect(client.closed?.code).toBe(1001);
    }
    const lines = backend.child.output().trim().split('\n');
    const told = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(told).toEqual(['listening', 'joined', 'joined', 'gone', 'gone', 'stopped']);
    for (const client of [plain, secure]) {
      expect(backend.child.output()).not.toContain(client.welcome?.resumeToken);
    }
  });

  it.each([
    ['no file', [], 2, 'usage:'],
    ['a file that is not there', ['/nonexistent.json'], 2, 'MEET_CONFIG_INVALID'],
  ])('ends with a clear message: %s', async (_what, args, code, message) => {
    await using child = startChild(process.execPath, [entry, ...args]);
    expect(await child.exited).toEqual({ code, signal: null });
    expect(child.output()).toContain(message);
    expect(child.output()).not.toContain('    at ');
  });

  it('names the field that does not fit, and the port that is taken', async () => {
    const file = join(dir, 'bad.json');
    await writeFile(
      file,
      JSON.stringify({ ...backendConfig({ listen: plainListener(0) }), resumeGraceMs: 'soon' }),
    );
    await using wrong = startChild(process.execPath, [entry, file]);
    expect((await wrong.exited).code).toBe(2);
    expect(wrong.output()).toContain('resumeGraceMs');

    const port = await freePort(12_000, 12_999);
    const config = backendConfig({ listen: plainListener(port) });
    await using first = await startBackendProcess(config);
    await writeFile(file, JSON.stringify(config));
    await using second = startChild(process.execPath, [entry, file]);
    expect((await second.exited).code).toBe(4);
    expect(second.output()).toContain(`cannot listen on 127.0.0.1:${port}`);
    expect((await fetch(`${first.url}/health/live`)).ok).toBe(true);
  });
});
