import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accessTo, podContext } from '../testing/access.ts';
import { answer, startMoodyServer, type MoodyServer } from '../testing/moody-server.ts';
import { makePems, type TestPems } from '../testing/pems.ts';
import { openTransport, type Transport } from '../transport/transport.ts';
import type { Context } from './_context.ts';
import { evictPod } from './_evict.ts';

let pems: TestPems;
let server: MoodyServer;
let transport: Transport;
let context: Context;
const pod = { apiVersion: 'v1', kind: 'Pod', name: 'p', namespace: 'n' };

beforeAll(async () => {
  pems = await makePems();
  server = await startMoodyServer(await pems.issue('/CN=kube', ['IP:127.0.0.1']), pems.ca);
  transport = openTransport(accessTo(server.origin, { ca: { type: 'inline', pem: pems.ca } }));
  context = podContext(transport);
});
afterEach(() => {
  server.asked.length = 0;
});
afterAll(async () => {
  transport.close();
  await server[Symbol.asyncDispose]();
  await rm(pems.folder, { recursive: true });
});

/** As the API server says it while it still counts the pods of a new budget; then it names a time. */
const blocked = (retryAfterSeconds?: number) =>
  answer(429, {
    kind: 'Status',
    metadata: {},
    code: 429,
    reason: 'TooManyRequests',
    message: 'Cannot evict pod as it would violate the pod’s disruption budget.',
    details: {
      causes: [{ reason: 'DisruptionBudget' }],
      ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
    },
  });
const done = answer(201, { kind: 'Status', metadata: {}, status: 'Success' });

describe('an eviction that a budget holds up', () => {
  it('is asked again after the time that the server names', async () => {
    server.moods = [blocked(1), done];
    const started = performance.now();
    // There would be no time for the five seconds of a budget that names none.
    expect(await evictPod(context, pod, { waitMs: 4_000 })).toBe(true);
    expect(performance.now() - started).toBeGreaterThanOrEqual(950);
    expect(server.asked.map(({ url }) => url)).toEqual(Array(2).fill('/api/v1/namespaces/n/pods/p/eviction'));
  });

  it('is asked once unless somebody waits', async () => {
    server.moods = [blocked()];
    await expect(evictPod(context, pod)).rejects.toMatchObject({ code: 'KUBE_EVICTION_BLOCKED' });
    expect(server.asked).toHaveLength(1);
  });

  it('ends with its caller', async () => {
    server.moods = [blocked(20)];
    const signal = AbortSignal.timeout(200);
    await expect(evictPod(context, pod, { waitMs: 60_000, signal })).rejects.toMatchObject({
      code: 'BASE_ABORTED',
    });
  });

  it('takes a pod of another uid for gone', async () => {
    server.moods = [answer(409, { kind: 'Status', code: 409, reason: 'Conflict', message: 'uid' })];
    expect(await evictPod(context, pod, { uid: 'old' })).toBe(false);
  });
});
