import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addEnvoyGateway } from '../../../../../test/cluster/envoy-gateway.ts';
import { until } from '../../../../../test/cluster/wait.ts';
import { run, sleep } from '../../base/index.ts';
import { statusOf, type KubeClient, type KubeObject, type ObjectRef } from '../../kube/index.ts';
import { startCall, type LiveCall } from '../../probe/index.ts';
import { ask } from '../testing/ask.ts';
import { startMeetCluster, type MeetCluster } from '../testing/meet-cluster.ts';
import { outcomeOf, whole, type MeetOnPods } from '../testing/meet-on-pods.ts';
import { reachesFrom } from '../testing/pod-process.ts';

const meet = { drain: { time: '10s' }, arrivalsPerSecond: 5 };
/** Rolls the session backends, once. */
const another = { meet: { ...meet, room: { chatHistory: 99 } } };
/** Requests a second, of each proxy: eight for each of five arrivals at each of two session backends. */
const budget = 80;
const gatewayKinds = new Set(['Gateway', 'HTTPRoute', 'ClientTrafficPolicy', 'BackendTrafficPolicy']);

describe('the conferencing app behind Envoy Gateway', () => {
  let app: MeetCluster;
  let client: KubeClient;
  let pods: MeetOnPods;
  let ca: string;
  let host: string;

  beforeAll(async () => {
    app = await startMeetCluster((hosts) => ({
      own: { sections: { meet, turn: { kind: 'none' } }, target: { web: { exposure: 'gateway', hosts } } },
    }));
    ({ client, pods } = app);
    ({ ca } = pods.given);
    host = pods.node(1);
    await addEnvoyGateway(
      app.cluster,
      [1, 2].map((one) => pods.node(one)),
    );
    await pods.apply();
  });
  afterAll(() => app?.stop());

  const get = (path: string) => ask(`https://${host}${path}`, { ca });
  const now = (object: ObjectRef) => client.get(object).then((found) => found as KubeObject);

  /** Two people who say nothing to the session backends: between pings their sockets are idle. */
  const quietCall = () => {
    const address = app.cluster.plan.testAddress;
    return startCall({ urls: pods.urls(), ca, address, participants: 2, joinTimeoutMs: 60_000 });
  };
  const resumesOf = ({ participants }: LiveCall) =>
    participants.reduce((total, { synthetic }) => total + synthetic.stats().resumes, 0);

  it('is ready when the gateway, its routes and its policies are accepted', async () => {
    const ours = pods.objects().filter(({ kind }) => gatewayKinds.has(kind));
    expect(ours).toHaveLength(5);
    for (const object of ours) {
      const { kind, apiVersion, metadata } = object;
      const { name, namespace = '' } = metadata;
      expect(statusOf(await now({ apiVersion, kind, name, namespace })), `${kind} ${name}`).toMatchObject({
        state: 'current',
        message: expect.stringMatching(/accept/),
      });
    }
    expect(await pods.apply()).toMatchObject({ changed: 0, deleted: 0 });
  });

  it('sends plain HTTP to HTTPS', async () => {
    const { status, headers } = await ask(`http://${host}/room/a?b=c`);
    expect([status, headers.location]).toEqual([301, `https://${host}/room/a?b=c`]);
  });

  it('ends TLS with the certificate of the config, from 1.2 on', async () => {
    expect(await protocolOf(host, ca, 'TLSv1.3')).toBe('TLSv1.3');
    expect(await protocolOf(host, ca, 'TLSv1.2')).toBe('TLSv1.2');
    await expect(protocolOf(host, ca, 'TLSv1.1')).rejects.toThrow(/alert protocol version/);
  });

  it('leads to the web app and to tickets', async () => {
    const page = await get('/');
    expect([page.status, page.headers['content-type']]).toEqual([200, expect.stringContaining('text/html')]);
    const ticket = await ask(`https://${host}/api/v1/tickets`, { method: 'POST', ca });
    expect(ticket.text).toContain('auth-required');
  });

  it('carries calls beyond the time that a request has, idle or not, and through a rolling update', async () => {
    const quiet = await quietCall();
    const lived = await pods.live(async () => {
      await sleep(32_000);
      expect(resumesOf(quiet)).toBe(0);
      await quiet.stop();
      await pods.apply({ sections: another });
      await pods.settled();
    }, ['direct']);
    expect(outcomeOf(lived)).toEqual(whole);
    expect(lived.sessions.moves).toBeGreaterThanOrEqual(4);
  });

  it('a proxy that ended idle sockets sooner than session backends ping would cut them', async () => {
    const http = { idleTimeout: '3600s', streamIdleTimeout: '2s' };
    const hurried = (object: KubeObject): KubeObject =>
      object.kind === 'ClientTrafficPolicy'
        ? { ...object, spec: { ...(object['spec'] as object), timeout: { http } } }
        : object;
    await pods.apply({ sections: another, edit: hurried });
    const quiet = await quietCall();
    expect(await until('somebody comes back', async () => resumesOf(quiet))).toBeGreaterThan(0);
    await quiet.stop();
    await pods.apply({ sections: another });
  });

  it('refuses what is above the budget of a proxy, and nothing below it', async () => {
    const many = await Promise.all(Array.from({ length: 3 * budget }, () => get('/')));
    const refused = many.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(many.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(budget);
    expect(refused[0]?.text).toBe('local_rate_limited');
    await sleep(1_500);
    const few = await Promise.all(Array.from({ length: budget / 2 }, () => get('/')));
    expect(few.filter(({ status }) => status !== 200)).toEqual([]);
  });

  it('keeps budgets by the address that the proxy saw, not by the one that the client claims', async () => {
    const test = (from: string, claimed: string) =>
      ask(`https://${host}/api/v1/connection-test`, {
        method: 'POST',
        ca,
        from,
        headers: { 'x-forwarded-for': claimed },
      }).then(({ status }) => status);
    const { link, testAddress } = app.cluster.plan;
    const other = testAddress.replace(/\d+$/, '253');
    await run('ip', ['address', 'add', `${other}/32`, 'dev', link]);
    // The proxy's own budget is whole again.
    await sleep(1_000);
    const statuses: number[] = [];
    for (let turn = 0; turn < 40; turn++) statuses.push(await test(testAddress, `192.0.2.${turn}`));
    // Ten at each of two session backends, and what comes back meanwhile: one in ten seconds.
    const passed = statuses.filter((status) => status === 200).length;
    expect(passed).toBeGreaterThanOrEqual(10);
    expect(passed).toBeLessThanOrEqual(22);
    expect(statuses.filter((status) => status === 429)).toHaveLength(40 - passed);
    expect(await test(other, testAddress)).toBe(200);
  });

  it('lets the proxies alone to the session backends', async () => {
    const [backend] = await pods.pods('meet');
    const [redis] = await pods.pods('redis');
    const [proxy] = await pods.pods('envoy', 'envoy-gateway-system');
    const labelSelector = 'control-plane=envoy-gateway';
    const { items } = await client.list({ apiVersion: 'v1', kind: 'Pod' }, { labelSelector });
    const [controller] = items;
    if (!proxy || !redis || !controller) throw new Error('there are no pods');
    const { podIP } = (backend as unknown as { status: { podIP: string } }).status;
    const { httpPort } = pods.input().platform.meet;
    expect(await reachesFrom(proxy, 'envoy', podIP, httpPort)).toBe(true);
    expect(await reachesFrom(controller, 'envoy-gateway', podIP, httpPort)).toBe(false);
    expect(await reachesFrom(redis, 'redis-server', podIP, httpPort)).toBe(false);
  });

  it('without its certificate the gateway is not ready, and says why', async () => {
    const namespace = 'calls';
    const gateway = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', name: 'meet', namespace };
    await client.delete({ apiVersion: 'v1', kind: 'Secret', name: 'meet-tls', namespace });
    const status = await until('the gateway misses it', async () => {
      const found = statusOf(await now(gateway));
      return found.state === 'current' ? undefined : found;
    });
    expect(status.message).toMatch(/listener https: .*meet-tls/);
    await pods.apply({ sections: another });
    expect(statusOf(await now(gateway)).state).toBe('current');
  });

  it('with a class that nobody knows the gateway is not ready, and says which', async () => {
    const web = { exposure: 'gateway' as const, hosts: [host], gatewayClass: 'absent' };
    await expect(pods.apply({ sections: another, target: { web } }, { timeoutMs: 5_000 })).rejects.toThrow(
      /GatewayClass absent/,
    );
    await pods.rollback();
  });
});

/** The version that both agree on. @throws Error with the server's refusal */
function protocolOf(host: string, ca: string, version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<string> {
  return new Promise((resolve, reject) => {
    // Old versions are below this machine's own level, too.
    const ciphers = 'DEFAULT@SECLEVEL=0';
    const versions = { minVersion: version, maxVersion: version };
    const socket = connect({ host, port: 443, ca, ciphers, ...versions }, () => {
      resolve(socket.getProtocol() ?? '');
      socket.destroy();
    });
    socket.on('error', reject);
  });
}
