import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drainEvents, type ProgressEvent } from '../../base/index.ts';
import { evidenceSchema } from '../../evidence/index.ts';
import { createTestCa } from '../../turn/testing/index.ts';
import { SyntheticParticipant } from '../participant/index.ts';
import {
  partsAvailable,
  startDeployment,
  type Deployment,
  type DeploymentOptions,
} from '../testing/index.ts';
import { callEvidence, describeCall } from './describe-call.ts';
import type { CallOptions } from './options.ts';
import { placeCall } from './place-call.ts';
import { callReportSchema, type CallReport } from './report.ts';

const parts = await partsAvailable();
const four = ['direct', 'udp', 'tcp', 'tls'] as const;

async function call(
  { urls, ca, mediaAddress }: Deployment,
  options: Partial<CallOptions> = {},
  onEvent?: (event: ProgressEvent) => void,
): Promise<CallReport> {
  const common = { urls, ca, address: mediaAddress, paths: four, durationMs: 1_500 };
  return drainEvents(placeCall({ ...common, ...options }), onEvent);
}

const codes = (report: CallReport) =>
  report.problems.map(({ code, participant }) => `${participant} ${code}`);

/** Nominated local candidates by participant: `udp: relay/udp relay/udp`. */
function locals(report: CallReport): string[] {
  return report.participants.map(({ name, connections }) => {
    const all = connections.map(({ pair }) => `${pair?.local.type}/${pair?.local.relayProtocol}`);
    return `${name}: ${[...new Set(all)].join(' ')}`;
  });
}

describe.skipIf(!parts).each(['sfu', 'mesh'] as const)('a call over all four paths (%s)', (mode) => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await startDeployment({ sfu: mode === 'sfu' });
  });
  afterAll(() => deployment[Symbol.asyncDispose]());

  it('is verified: everyone receives everyone, each by its own path', async () => {
    const events: ProgressEvent[] = [];
    const report = await call(deployment, {}, (event) => events.push(event));
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({ ok: true, mode, others: { participants: 0, packets: 0 } });
    expect(callReportSchema.parse(report)).toEqual(report);
    expect(locals(report)).toEqual([
      'direct: host/null',
      'udp: relay/udp',
      'tcp: relay/tcp',
      'tls: relay/tls',
    ]);
    expect(report.streams).toHaveLength(4 * 3 * 2);
    for (const stream of report.streams) {
      expect(stream.packets).toBeGreaterThan((stream.kind === 'audio' ? 75 : 37) * 0.9);
      expect(stream.duplicates).toBe(0);
      expect(stream.firstMs).not.toBeNull();
    }
    for (const one of report.participants) {
      expect(one.joinMs).toBeGreaterThan(0);
      expect(one.connections.every(({ pair }) => pair?.rttMs != null)).toBe(true);
      expect(one.connections).toHaveLength(mode === 'sfu' ? 2 : 3);
    }
    const done = events.flatMap((event) =>
      event.type === 'step' && event.state === 'done' ? [event.id] : [],
    );
    expect(done.toSorted()).toEqual(['join-direct', 'join-tcp', 'join-tls', 'join-udp', 'measure', 'media']);
    expect(describeCall(report).map(({ ok }) => ok)).toEqual([true, true, true, true]);
    expect(evidenceSchema.parse(callEvidence(report, 'test')).ok).toBe(true);
  });

  it('counts other people in the room and does not judge them', async () => {
    const { urls, ca, mediaAddress: address } = deployment;
    const room = `others-${mode}`;
    const silent = new SyntheticParticipant({
      urls,
      ca,
      address,
      room,
      name: 'silent',
      path: 'direct',
      kinds: [],
    });
    await silent.session.join();
    try {
      const report = await call(deployment, { room, paths: ['direct', 'tcp'], durationMs: 500 });
      expect(report).toMatchObject({ ok: true, others: { participants: 1 } });
    } finally {
      await silent.leave();
    }
  });

  it('ends at once when it is cancelled, and leaves the room', async () => {
    const room = `cancelled-${mode}`;
    for (const [id, state] of [
      ['measure', 'start'],
      ['join-direct', 'done'],
      ['join-direct', 'start'],
    ] as const) {
      const cancelling = new AbortController();
      const running = call(deployment, { room, durationMs: 60_000, signal: cancelling.signal }, (event) => {
        if (event.type === 'step' && event.id === id && event.state === state) cancelling.abort();
      });
      await expect(running).rejects.toMatchObject({ code: 'BASE_ABORTED' });
    }
    const early = AbortSignal.abort();
    await expect(call(deployment, { room, signal: early })).rejects.toMatchObject({ code: 'BASE_ABORTED' });
    const after = await call(deployment, { room, paths: ['direct'], durationMs: 300 });
    expect(after).toMatchObject({ ok: true, others: { participants: 0 } });
  });

  it('fails on the paths whose relay is gone, and on no other', async () => {
    await deployment.coturn?.stop();
    // A mesh takes four people.
    const relays = mode === 'sfu' ? (['tcp', 'tls', 'udp'] as const) : (['tls', 'udp'] as const);
    const report = await call(deployment, { paths: ['direct', 'direct', ...relays] });
    expect(codes(report).toSorted()).toEqual(relays.map((path) => `${path} CALL_RELAY_FAILED`));
    expect(report.ok).toBe(false);
    const direct = report.streams.filter(
      ({ from, to }) => `${from} ${to}`.replaceAll('-2', '') === 'direct direct',
    );
    expect(direct).toHaveLength(4);
    expect(direct.every(({ packets }) => packets > 0)).toBe(true);
    expect(report.problems[0]?.hint).toContain('stoa turn check');
  });
});

describe.skipIf(!parts)('a call that must not pass', () => {
  async function withDeployment(options: DeploymentOptions, work: (deployment: Deployment) => Promise<void>) {
    await using deployment = await startDeployment(options);
    await work(deployment);
  }

  it('does not take a relay over TCP for one over UDP', async () => {
    // The relay answers on TCP at the very address handed out for UDP.
    await withDeployment({ turn: ['udp'], coturn: { 'no-udp': true } }, async (deployment) => {
      const report = await call(deployment, { paths: ['direct', 'direct', 'udp'] });
      expect(codes(report)).toEqual(['udp CALL_RELAY_FAILED']);
    });
  });

  it('does not go round a relay that refuses, though the direct way is open', async () => {
    await withDeployment(
      { turn: ['udp'], coturn: { 'static-auth-secret': 'another' } },
      async (deployment) => {
        const report = await call(deployment, { paths: ['direct', 'direct', 'udp'] });
        expect(codes(report)).toEqual(['udp CALL_RELAY_FAILED']);
        expect(report.problems[0]?.message).toMatch(/401|credentials/i);
      },
    );
  });

  it('names the TURN certificate that it cannot trust', async () => {
    await withDeployment({ foreignTurnCa: true }, async (deployment) => {
      const report = await call(deployment, { paths: ['direct', 'direct', 'tcp', 'tls'] });
      expect(codes(report)).toEqual(['tls CALL_TLS_UNTRUSTED']);
      expect(report.problems[0]?.message).toContain('turns:127.0.0.1');
    });
  });

  it('says that the deployment has no relay of that kind, that a room is full, that a CA is wrong', async () => {
    await withDeployment({ turn: ['tcp'], maxParticipants: 3 }, async (deployment) => {
      const missing = await call(deployment, { paths: ['direct', 'direct', 'tls'] });
      expect(codes(missing)).toEqual(['tls CALL_NO_RELAY']);

      const full = await call(deployment, { paths: ['direct'], participants: 4, durationMs: 300 });
      expect(full.problems.map(({ code }) => code)).toEqual(['CALL_ROOM_FULL']);

      const other = await createTestCa();
      const untrusted = await call(deployment, { paths: ['direct'], ca: other.pem });
      await other.remove();
      expect(codes(untrusted)).toEqual(['direct CALL_TLS_UNTRUSTED', 'direct-2 CALL_TLS_UNTRUSTED']);

      // Something that answers there but is no session backend.
      const turnPort = deployment.coturn?.port ?? 0;
      const wrong = await call(deployment, { urls: [`http://127.0.0.1:${turnPort}`], paths: ['direct'] });
      expect(wrong.problems.map(({ code }) => code)).toEqual(
        Array.from({ length: 2 }, () => 'CALL_BACKEND_UNREACHABLE'),
      );
    });
  });
});
