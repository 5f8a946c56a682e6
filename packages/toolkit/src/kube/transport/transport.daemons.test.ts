import { getEventListeners } from 'node:events';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterAccess, CredentialSpec } from '../kubeconfig/access.ts';
import { accessTo } from '../testing/access.ts';
import { answer, cut, silence, stall, startMoodyServer, type MoodyServer } from '../testing/moody-server.ts';
import { makePems, type Pem, type TestPems } from '../testing/pems.ts';
import { openTransport, type Transport, type TransportOptions } from './transport.ts';

let pems: TestPems;
let client: Pem;
let server: MoodyServer;
const open: Transport[] = [];

beforeAll(async () => {
  pems = await makePems();
  client = await pems.issue('/O=system:masters/CN=alice');
  server = await startMoodyServer(await pems.issue('/CN=kube', ['IP:127.0.0.1', 'DNS:inside.test']), pems.ca);
});
afterEach(() => {
  for (const transport of open.splice(0)) transport.close();
  server.asked.length = 0;
  server.moods = [];
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(pems.folder, { recursive: true });
});

function transportFor(access: Partial<ClusterAccess> = {}, options: TransportOptions = {}): Transport {
  const transport = openTransport(
    accessTo(server.origin, { ca: { type: 'inline', pem: pems.ca }, ...access }),
    options,
  );
  open.push(transport);
  return transport;
}

const get = { method: 'GET', path: '/x' } as const;
const post = { method: 'POST', path: '/x', body: {} } as const;
const status = (code: number, reason: string) => ({ kind: 'Status', code, reason, message: reason });

describe('an API server in trouble', () => {
  it('is asked again when it was overloaded, after the time that it says', async () => {
    server.moods = [
      answer(429, status(429, 'TooManyRequests'), { 'retry-after': '1' }),
      answer(201, { kind: 'Done' }),
    ];
    const started = performance.now();
    await expect(transportFor().send(post)).resolves.toMatchObject({ status: 201, body: { kind: 'Done' } });
    expect(performance.now() - started).toBeGreaterThan(950);
  });

  it.each([
    ['cut before the answer', cut()],
    ['cut in the middle', cut('{"kind":"Li')],
    ['503', answer(503, status(503, 'ServiceUnavailable'))],
    ['504', answer(504, status(504, 'Timeout'))],
  ])('is asked again for a read: %s', async (_what, mood) => {
    server.moods = [mood, answer(200, { kind: 'Fine' })];
    await expect(transportFor().send(get)).resolves.toMatchObject({ body: { kind: 'Fine' } });
    expect(server.asked).toHaveLength(2);
  });

  it.each([
    ['cut before the answer', cut(), 'KUBE_UNREACHABLE'],
    ['503', answer(503, status(503, 'ServiceUnavailable')), 'KUBE_UNAVAILABLE'],
  ])('is not asked twice to create: %s', async (_what, mood, code) => {
    server.moods = [mood, answer(200, {})];
    await expect(transportFor().send(post)).rejects.toMatchObject({ code });
    expect(server.asked).toHaveLength(1);
  });

  it('is given up when patience is over', async () => {
    server.moods = [answer(503, status(503, 'ServiceUnavailable'))];
    await expect(transportFor({}, { patienceMs: 500 }).send(get)).rejects.toMatchObject({
      code: 'KUBE_UNAVAILABLE',
      exitCode: 3,
    });
    expect(server.asked.length).toBeGreaterThan(1);
  });

  it('that is not there is waited for, whatever is asked', async () => {
    const other = new URL('https://127.0.0.1:1');
    const started = performance.now();
    await expect(transportFor({ server: other }, { patienceMs: 400 }).send(post)).rejects.toMatchObject({
      code: 'KUBE_UNREACHABLE',
    });
    expect(performance.now() - started).toBeGreaterThan(90);
  });

  it('that is silent is a timeout, and a cancelled request is cancelled', async () => {
    server.moods = [silence];
    await expect(transportFor().send({ ...get, timeoutMs: 100 })).rejects.toMatchObject({
      code: 'KUBE_TIMEOUT',
    });
    const signal = AbortSignal.timeout(50);
    await expect(transportFor().send({ ...get, signal })).rejects.toMatchObject({
      code: 'BASE_ABORTED',
      exitCode: 130,
    });
  });

  it('that stops in the middle of an answer is a timeout too, and cancelled as well', async () => {
    server.moods = [stall('{"kind":')];
    const once = { patienceMs: 0 };
    await expect(transportFor({}, once).send({ ...get, timeoutMs: 200 })).rejects.toMatchObject({
      code: 'KUBE_TIMEOUT',
    });
    const signal = AbortSignal.timeout(200);
    await expect(transportFor({}, once).send({ ...get, signal })).rejects.toMatchObject({
      code: 'BASE_ABORTED',
    });
  });

  it('leaves nothing behind on a signal that many requests share', async () => {
    server.moods = [answer(200, {})];
    const { signal } = new AbortController();
    const transport = transportFor();
    await Promise.all(Array.from({ length: 40 }, () => transport.send({ ...get, signal })));
    await expect.poll(() => getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('that speaks no JSON is no API server', async () => {
    server.moods = [(_request, response) => response.end('<html>')];
    await expect(transportFor().send(get)).rejects.toMatchObject({ code: 'KUBE_ANSWER_INVALID' });
  });

  it('has its warnings read', async () => {
    server.moods = [answer(200, {}, { warning: '299 - "v1 Endpoints is old", 299 - "say \\"no\\""' })];
    await expect(transportFor().send(get)).resolves.toMatchObject({
      warnings: ['v1 Endpoints is old', 'say "no"'],
    });
  });
});

describe('TLS', () => {
  it('of a stranger is refused, with words about it', async () => {
    const stranger = { type: 'inline', pem: (await pems.issue('/CN=other')).cert } as const;
    await expect(transportFor({ ca: stranger }).send(get)).rejects.toMatchObject({ code: 'KUBE_TLS' });
    await expect(
      transportFor({ ca: undefined, insecureSkipTlsVerify: true }).send(get),
    ).resolves.toMatchObject({ status: 200 });
  });

  it('is checked against tls-server-name', async () => {
    await expect(transportFor({ tlsServerName: 'inside.test' }).send(get)).resolves.toMatchObject({
      status: 200,
    });
    await expect(transportFor({ tlsServerName: 'other.test' }).send(get)).rejects.toMatchObject({
      code: 'KUBE_TLS',
    });
  });

  it('carries the client certificate, and a rotated one on a new connection', async () => {
    const path = { cert: join(pems.folder, 'c.crt'), key: join(pems.folder, 'c.key') };
    const write = (pem: Pem) => Promise.all([writeFile(path.cert, pem.cert), writeFile(path.key, pem.key)]);
    await write(client);
    const file = (name: string) => ({ type: 'file', path: name, place: 'kubeconfig:1:1' }) as const;
    const credentials: CredentialSpec = {
      type: 'certificate',
      certificate: file(path.cert),
      key: file(path.key),
    };
    const transport = transportFor({ credentials });
    await transport.send(get);
    await write(await pems.issue('/CN=bob'));
    server.moods = [answer(401, status(401, 'Unauthorized')), answer(200, {})];
    await transport.send(get);
    expect(server.asked.map((asked) => asked.client)).toEqual(['alice', 'alice', 'bob']);
  });
});

describe('credentials', () => {
  it('of a file that rotates are read anew after a 401', async () => {
    const path = join(pems.folder, 'token');
    await writeFile(path, 'one\n');
    const transport = transportFor({ credentials: { type: 'token-file', path, place: 'kubeconfig:1:1' } });
    await transport.send(get);
    await writeFile(path, 'two\n');
    server.moods = [answer(401, status(401, 'Unauthorized')), answer(200, {})];
    await transport.send(post);
    expect(server.asked.map((asked) => asked.authorization)).toEqual([
      'Bearer one',
      'Bearer one',
      'Bearer two',
    ]);
  });

  it('that are refused for good end with 401, asked for once', async () => {
    server.moods = [answer(401, status(401, 'Unauthorized'))];
    const transport = transportFor({ credentials: { type: 'token', token: 'expired' } });
    await expect(transport.send(get)).rejects.toMatchObject({ code: 'KUBE_UNAUTHORIZED', exitCode: 3 });
    expect(server.asked).toHaveLength(1);
  });

  it('of a missing file name the place in the kubeconfig', async () => {
    const transport = transportFor({
      credentials: { type: 'token-file', path: '/nowhere', place: 'kubeconfig:9:5' },
    });
    await expect(transport.send(get)).rejects.toThrow('kubeconfig:9:5: /nowhere does not exist');
  });

  async function plugin(script: string): Promise<CredentialSpec> {
    const command = join(pems.folder, 'plugin.sh');
    await writeFile(command, `#!/bin/sh\n${script}\n`);
    await chmod(command, 0o755);
    return {
      type: 'exec',
      plugin: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command,
        args: [],
        env: { WHO: 'me' },
        installHint: undefined,
        provideClusterInfo: true,
        place: 'kubeconfig:9:5',
      },
    };
  }
  const credential = (rest: string) =>
    `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{${rest}}}`;

  it('of a plugin are asked for once, and again when they were refused', async () => {
    const count = join(pems.folder, 'count');
    const credentials = await plugin(
      `echo x >> ${count}; n=$(wc -l < ${count}); echo "$KUBERNETES_EXEC_INFO" | grep -q certificate-authority-data || exit 3; printf '%s' '${credential('"token":"NNN"').replace('NNN', `'"$WHO-$n"'`)}'`,
    );
    const transport = transportFor({ credentials });
    await Promise.all([transport.send(get), transport.send(get)]);
    server.moods = [answer(401, status(401, 'Unauthorized')), answer(200, {})];
    await transport.send(get);
    expect(server.asked.map((asked) => asked.authorization)).toEqual([
      'Bearer me-1',
      'Bearer me-1',
      'Bearer me-1',
      'Bearer me-2',
    ]);
  });

  it.each([
    ['fails', 'echo s3cret-token; exit 7', /failed with exit code 7/],
    ['prints nonsense', 'echo s3cret-token', /no JSON/],
    ['prints another kind', `echo '{"kind":"Pod","x":"s3cret-token"}'`, /no ExecCredential/],
    ['gives nothing', `echo '${credential('')}'`, /neither a token nor a certificate/],
  ])('of a plugin that %s are a clear failure without its output', async (_what, script, words) => {
    const error: Error = await transportFor({ credentials: await plugin(script) })
      .send(get)
      .then(
        () => new Error('sent'),
        (failure: Error) => failure,
      );
    expect(error).toMatchObject({ code: 'KUBE_CONFIG_PLUGIN', exitCode: 2 });
    expect(error.message).toMatch(words);
    expect(JSON.stringify(error)).not.toContain('s3cret');
  });

  it('of a missing plugin say how to install it', async () => {
    const spec = await plugin('');
    if (spec.type !== 'exec') throw new Error('no plugin');
    const credentials: CredentialSpec = {
      type: 'exec',
      plugin: { ...spec.plugin, command: 'no-such-plugin', installHint: 'apt install it' },
    };
    await expect(transportFor({ credentials }).send(get)).rejects.toMatchObject({
      code: 'KUBE_CONFIG_PLUGIN',
      hint: 'apt install it',
    });
  });
});
