import { dirname, join } from 'node:path';
import { run, sleep } from '@stoa/toolkit/base';
import { startCall, type LiveCall } from '@stoa/toolkit/probe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownDelay, quietGap, worstOf } from './support/call-watch.ts';
import { startPlatform, type TestPlatform } from './support/platform.ts';

const stoa = join(import.meta.dirname, '../bin/stoa');
const ports = { port: 30_040, tlsPort: 30_045 };
/** Two cores make gaps of their own; a relay that goes untold is felt for seconds. */
const allowanceMs = 300;

describe.each([
  ['through an SFU', {}],
  ['in a mesh', { kind: 'none' }],
] as const)('a call %s whose relay goes', (_, sfu) => {
  let platform: TestPlatform;
  let call: LiveCall;
  beforeAll(async () => {
    platform = await startPlatform({ sfu, turn: { replicas: 2, ...ports } });
    const { urls, mediaAddress } = platform.report;
    const paths = ['udp', 'tcp', 'tls'] as const;
    call = await startCall({ urls: urls.https, ca: platform.ca, address: mediaAddress, paths });
  });
  afterAll(async () => {
    await call?.stop();
    await platform?.[Symbol.asyncDispose]();
  });

  const synthetics = () => call.participants.map(({ synthetic }) => synthetic);
  /** The relay that each participant's media runs over; both connections of one are on the same. */
  const relaysInUse = () =>
    synthetics().map((one) => {
      const servers = one.stats().connections.map(({ pair }) => pair?.local.relayServer?.split(':')[1]);
      const numbers = new Set(
        servers.map((port) => (Number(port) - ports.port) % (ports.tlsPort - ports.port)),
      );
      return [...numbers].map((number) => `coturn-${number}`).join();
    });
  const stoaDoes = async (...args: string[]) => {
    const dir = dirname(platform.report.evidenceDir);
    const { stdout } = await run(stoa, [...args, '--state-dir', dir, '-o', 'json']);
    return JSON.parse(stdout) as Record<string, unknown>;
  };

  // The second time everybody is on the one that goes.
  it.each([
    ['coturn-0', 'coturn-1'],
    ['coturn-1', 'coturn-0'],
  ])(
    'leaves %s for %s before it goes: no packet lost, nothing made anew, nothing felt of its end',
    async (relay, other) => {
      const base = await quietGap(call);
      const movers = relaysInUse().map((used) => (used === relay ? 1 : 0));
      try {
        expect(await stoaDoes('drain', 'relay', relay, '--timeout', '20')).toMatchObject({
          outcome: 'drained',
          people: { told: 3, moved: 3, gone: 0 },
          allocations: { after: 0 },
        });
        expect(relaysInUse()).toEqual([other, other, other]);
        process.kill(await platform.pidOf(relay), 'SIGKILL');
        await sleep(1_500);
        const worst = worstOf(call);
        expect(worst).toMatchObject({ lost: 0, streams: 3 * 2 * 2 });
        expect(worst.gapMs).toBeLessThan(base + allowanceMs + ownDelay(call));
        expect(synthetics().map((one) => one.stats().relayMoves)).toEqual(movers);
        for (const one of synthetics()) expect(one.stats()).toMatchObject({ rebuilt: 0, resumes: 0 });
      } finally {
        await stoaDoes('drain', 'relay', relay, '--undo');
      }
    },
    60_000,
  );
});
