import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { podImage } from '../../../../../test/cluster/images.ts';
import { programImage } from '../../../../../test/cluster/program-image.ts';
import { sharedCluster, type SharedCluster } from '../../../../../test/cluster/shared-cluster.ts';
import { until } from '../../../../../test/cluster/wait.ts';
import { copyFromPod, copyToPod } from '../copy/index.ts';
import type { KubeObject, ObjectRef } from '../objects/object.ts';
import { findCondition } from '../status/index.ts';
import { newNamespace, testClient } from '../testing/cluster.ts';
import { describeTree, makeTree, podOf, sha256, toolsImage } from '../testing/pods.ts';
import { openTransport } from '../transport/transport.ts';
import type { KubeClient } from './client.ts';
import { makeDiscovery } from './discovery.ts';
import { dialPod } from './_dial.ts';
import { channelForwardProtocol, tunnelProtocol } from './_forward-wire.ts';
import { forwardPort } from './forward-port.ts';

let cluster: SharedCluster;
let client: KubeClient;
let folder: string;
let namespace: string;
let tools: ObjectRef;
const inTools = { container: 'tools' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stoa-pods-'));
  const image = await programImage(toolsImage, ['/bin/sh', '/bin/cat', '/bin/tar']);
  cluster = await sharedCluster();
  await cluster.loadImages([image.archive]);
  await image.remove();
  client = await testClient({}, cluster.kubeconfig);
  namespace = await newNamespace(client, 'pods');
  tools = podRef('tools');
  const pause = { name: 'tools', image: toolsImage, args: ['pause'] };
  const web = { name: 'web', image: podImage, args: ['serve'] };
  await client.create(podOf(namespace, 'tools', [pause, web]));
  await client.create(
    podOf(namespace, 'crash', [{ name: 'app', image: podImage, args: ['fail', 'out', 'of', 'luck'] }]),
  );
  for (const name of ['guarded-1', 'guarded-2'])
    await client.create(podOf(namespace, name, [{ ...pause, image: podImage }], { app: 'guarded' }));
  for (const name of ['tools', 'guarded-1', 'guarded-2']) await ready(name);
});
afterAll(async () => {
  if (namespace) await client.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
  client?.close();
  cluster?.close();
  await rm(folder, { recursive: true, force: true });
});

function podRef(name: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'Pod', name, namespace };
}

async function ready(name: string): Promise<void> {
  const isReady = async () => {
    const found = await client.get(podRef(name));
    return found !== undefined && findCondition(found, 'Ready')?.status === 'True';
  };
  await until(`pod ${name} is ready`, isReady, { ms: 60_000 });
}

describe('exec', () => {
  const shell = (script: string, options = {}) =>
    client.exec(tools, ['/bin/sh', '-c', script], { ...inTools, ...options });

  it('keeps output and errors apart, and gives the exit code', async () => {
    let [out, errors] = ['', ''];
    const code = await shell('echo out; echo errors >&2; exit 7', {
      onStdout: (data: Uint8Array) => (out += Buffer.from(data).toString()),
      onStderr: (data: Uint8Array) => (errors += Buffer.from(data).toString()),
    });
    expect({ code, out, errors }).toEqual({ code: 7, out: 'out\n', errors: 'errors\n' });
  });

  it('sends input and its end, and holds up for a slow reader', async () => {
    const sent = randomBytes(5_000_000);
    const got: Uint8Array[] = [];
    const onStdout = async (data: Uint8Array) => {
      if (got.length % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      got.push(data);
    };
    expect(await client.exec(tools, ['/bin/cat'], { ...inTools, input: sent, onStdout })).toBe(0);
    expect(sha256(...got)).toBe(sha256(sent));
  });

  it('does not wait for input that nobody takes', async () => {
    async function* endless() {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        yield Buffer.alloc(1024);
      }
    }
    expect(await shell('exit 3', { input: endless() })).toBe(3);
  });

  it('fails with its input, and with its reader', async () => {
    async function* broken() {
      yield Buffer.from('x');
      throw new Error('the disk is gone');
    }
    await expect(client.exec(tools, ['/bin/cat'], { ...inTools, input: broken() })).rejects.toThrow(
      'the disk is gone',
    );
    const onStdout = () => Promise.reject(new Error('nobody reads'));
    await expect(shell('echo x; exec cat', { onStdout, input: endlessSilence() })).rejects.toThrow(
      'nobody reads',
    );
  });
  async function* endlessSilence() {
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    yield Buffer.alloc(0);
  }

  it('says why nothing ran, and can be cancelled', async () => {
    await expect(client.exec(tools, ['/none'], inTools)).rejects.toMatchObject({ code: 'KUBE_EXEC_FAILED' });
    await expect(client.exec(podRef('none'), ['/none'])).rejects.toMatchObject({ code: 'KUBE_NOT_FOUND' });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    await expect(
      client.exec(tools, ['/pod', 'pause'], { ...inTools, signal: stop.signal }),
    ).rejects.toMatchObject({
      code: 'BASE_ABORTED',
    });
  });
});

describe('logs', () => {
  const lines = async (options: object, name = 'tools') => {
    const all: string[] = [];
    for await (const line of client.logs(podRef(name), options)) all.push(line);
    return all;
  };

  it('give the tail, and go on as it is written', async () => {
    await using forward = await forwardPort(client, tools, 8080);
    for (const path of ['/one', '/two']) await ask(forward.port, path);
    await expect.poll(() => lines({ container: 'web', tailLines: 1 })).toEqual(['GET /two']);
    const stop = new AbortController();
    const seen: string[] = [];
    const following = (async () => {
      const options = { container: 'web', tailLines: 1, follow: true, signal: stop.signal };
      for await (const line of client.logs(tools, options)) seen.push(line);
    })().catch((error: unknown) => error);
    await expect.poll(() => seen).toEqual(['GET /two']);
    await ask(forward.port, '/three');
    await expect.poll(() => seen).toEqual(['GET /two', 'GET /three']);
    stop.abort();
    await following;
  });

  it('have those of the container before', async () => {
    await expect
      .poll(() => lines({ previous: true }, 'crash').catch(() => []), { timeout: 60_000 })
      .toEqual(['pod: [out of luck]']);
    await expect(lines({ previous: true })).rejects.toMatchObject({ code: 'KUBE_INVALID' });
  });
});

describe('evict', () => {
  const budget = (minAvailable: number): KubeObject => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'guarded', namespace },
    spec: { minAvailable, selector: { matchLabels: { app: 'guarded' } } },
  });
  const options = { fieldManager: 'test' };

  it('waits for the budget as long as it is told to', async () => {
    await client.apply(budget(2), options);
    await expect(client.evict(podRef('guarded-1'))).rejects.toMatchObject({ code: 'KUBE_EVICTION_BLOCKED' });
    const started = Date.now();
    const blocked = client.evict(podRef('guarded-1'), { waitMs: 1_000 });
    await expect(blocked).rejects.toMatchObject({ code: 'KUBE_EVICTION_BLOCKED' });
    expect(Date.now() - started).toBeGreaterThanOrEqual(1_000);
    const evicted = client.evict(podRef('guarded-1'), { waitMs: 60_000 });
    await client.apply(budget(1), options);
    expect(await evicted).toBe(true);
    await expect.poll(() => client.get(podRef('guarded-1')), { timeout: 30_000 }).toBeUndefined();
    expect(await client.evict(podRef('guarded-1'))).toBe(false);
    // The other one is all that is left, and stays.
    await expect(client.evict(podRef('guarded-2'), { waitMs: 0 })).rejects.toMatchObject({
      code: 'KUBE_EVICTION_BLOCKED',
    });
  });
});

async function ask(port: number, path: string): Promise<string> {
  const request = get({ host: '127.0.0.1', port, path, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return await text(response);
}

describe('port-forward', () => {
  it('carries HTTP, many connections at once', async () => {
    await using forward = await forwardPort(client, tools, 8080);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => ask(forward.port, `/n${index}`)),
    );
    expect(new Set(answers)).toEqual(new Set(['tools\n']));
  });

  it.each([[tunnelProtocol], [channelForwardProtocol]])(
    'carries 10 MB there and back by %s',
    async (protocol) => {
      const transport = openTransport(client.access);
      const context = { transport, discovery: makeDiscovery(transport) };
      const far = await dialPod(context, tools, 8080, {}, [protocol]);
      const sent = randomBytes(10_000_000);
      far.write(`POST /echo HTTP/1.0\r\nHost: x\r\nContent-Length: ${sent.length}\r\n\r\n`);
      far.write(sent);
      const answer = await buffer(far);
      expect(sha256(answer.subarray(answer.indexOf('\r\n\r\n') + 4))).toBe(sha256(sent));
      transport.close();
    },
  );

  it('lets one side end before the other', async () => {
    await using forward = await forwardPort(client, tools, 8080);
    const socket: Duplex = connectTcp({ port: forward.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.end('GET / HTTP/1.0\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.0 200 OK[^]*tools\n$/);
  });

  it('says that nobody listens, and goes on', async () => {
    const failures: Error[] = [];
    await using forward = await forwardPort(client, tools, 9, { onFailure: (error) => failures.push(error) });
    await expect(ask(forward.port, '/')).rejects.toThrow(/socket hang up|ECONNRESET/);
    await expect.poll(() => failures).toMatchObject([{ code: 'KUBE_PORT_FORWARD_FAILED' }]);
    expect(failures[0]?.message).toMatch(/port 9 of pod pods-\w+\/tools.*refused/s);
    await expect(ask(forward.port, '/')).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(forward.host).toBe('127.0.0.1');
  });
});

describe('cp', () => {
  it('brings a tree of 2,000 files there and back', async () => {
    const [there, back] = [join(folder, 'there'), join(folder, 'back')];
    await makeTree(there);
    await symlink('elsewhere', join(there, 'link'));
    const sent = await copyToPod(client, tools, there, '/data/new/tree', inTools);
    expect(sent).toMatchObject({ files: 2_000, skipped: [] });
    const got = await copyFromPod(client, tools, '/data/new/tree', back, inTools);
    expect(got).toEqual({ files: 2_000, bytes: sent.bytes, skipped: ['./tree/link'] });
    await rm(join(there, 'link'));
    expect(await describeTree(back)).toEqual(await describeTree(there));
  });

  it('brings one large binary file, to a name of its own', async () => {
    const file = join(folder, 'binary');
    await writeFile(file, randomBytes(20_000_000), { mode: 0o751 });
    await copyToPod(client, tools, file, '/data/other-name', inTools);
    await copyFromPod(client, tools, '/data/other-name', `${file}-back`, inTools);
    expect(sha256(await readFile(`${file}-back`))).toBe(sha256(await readFile(file)));
    expect((await stat(`${file}-back`)).mode & 0o777).toBe(0o751);
  });

  it('says what is not there', async () => {
    const local = join(folder, 'none');
    const failed = (message: RegExp) => ({
      code: 'KUBE_COPY_FAILED',
      message: expect.stringMatching(message) as string,
    });
    await expect(copyFromPod(client, tools, '/data/none', local, inTools)).rejects.toMatchObject(
      failed(/No such file/),
    );
    await expect(copyFromPod(client, tools, '/data/../x', local, inTools)).rejects.toMatchObject(
      failed(/no absolute path/),
    );
    await expect(copyToPod(client, tools, local, '/data/x', inTools)).rejects.toMatchObject({
      code: 'ENOENT',
    });
    const noTar = copyFromPod(client, tools, '/data/x', local, { container: 'web' });
    await expect(noTar).rejects.toMatchObject(failed(/the container has no tar/));
  });
});
