import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '@stoa/toolkit/base';
import { readEvidence } from '@stoa/toolkit/evidence';
import { parseTurnUrl, TurnClient } from '@stoa/toolkit/turn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MeetClient } from './support/meet-client.ts';
import { startPlatform, type TestPlatform } from './support/platform.ts';

const stoa = join(import.meta.dirname, '../bin/stoa');
const ports = { port: 30_040, tlsPort: 30_045 };

describe('stoa drain relay', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform({ turn: { replicas: 2, ...ports } });
  });
  afterAll(() => platform?.[Symbol.asyncDispose]());

  const stateDir = () => dirname(platform.report.evidenceDir);
  async function cli(...args: string[]): Promise<Record<string, unknown>> {
    const { stdout } = await run(stoa, [...args, '--state-dir', stateDir(), '-o', 'json'], {
      okCodes: [0, 2, 4, 5],
    });
    return JSON.parse(stdout) as Record<string, unknown>;
  }
  const joinAt = async (url: string | undefined, name: string) => {
    const client = await MeetClient.open(url ?? '');
    const { iceServers } = await client.join('relays', name);
    return {
      client,
      relays: iceServers.flatMap(({ urls }) => urls).filter((url) => url.startsWith('turn:')),
    };
  };
  const relayOf = (url: string) => `coturn-${Number(/:(\d+)\?/.exec(url)?.[1]) - ports.port}`;

  it('waits until everybody has another one and its allocations are given back; undone, it serves again', async () => {
    const { urls, mediaAddress, evidenceDir } = platform.report;
    const people = [await joinAt(urls.http[0], 'Ann'), await joinAt(urls.http[1], 'Bob')];
    for (const { relays } of people) expect(new Set(relays.map(relayOf)).size).toBe(2);
    const secrets = JSON.parse(await readFile(join(stateDir(), 'secrets.json'), 'utf8')) as {
      turnSecret: string;
    };
    const username = `${Math.floor(Date.now() / 1_000) + 600}:test`;
    const password = createHmac('sha1', secrets.turnSecret).update(username).digest('base64');
    const user = await TurnClient.connect({
      server: parseTurnUrl(`turn:${mediaAddress}:${ports.port}`),
      credentials: { username, password },
    });
    await user.allocate();
    // Who is told takes another relay, and gives the allocation back.
    for (const { client } of people) {
      client.onMessage = (message) => {
        if (message.type === 'relay-move') client.send({ type: 'relay-moved', relay: message.relay });
      };
    }
    const told = people[0]?.client.next('relay-move').then(() => user.close());
    const drained = await cli('drain', 'relay', 'coturn-0', '--timeout', '30');
    await told;
    expect(drained).toMatchObject({
      relay: 'coturn-0',
      outcome: 'drained',
      people: { told: 2, moved: 2, gone: 0 },
      allocations: { before: 1, after: 0 },
    });
    const file = await readEvidence(evidenceDir, String(drained['evidence']));
    expect(file).toMatchObject({ operation: 'drain-relay', ok: true, platform: 'under-test' });
    const late = await joinAt(urls.http[1], 'Late');
    expect(new Set(late.relays.map(relayOf))).toEqual(new Set(['coturn-1']));
    // Nobody may be left without a relay.
    expect(await cli('drain', 'relay', 'coturn-1')).toMatchObject({ error: { code: 'ADMIN_REFUSED' } });
    expect(await cli('drain', 'relay', 'coturn-7')).toMatchObject({
      error: { code: 'LOCAL_COMPONENT_UNKNOWN' },
    });
    await cli('restart', 'coturn-0');
    expect(await cli('drain', 'relay', 'coturn-0', '--undo')).toMatchObject({ outcome: 'undone' });
    await expect
      .poll(
        async () => {
          const { client, relays } = await joinAt(urls.http[1], 'Back');
          await client.ask({ type: 'leave' });
          return new Set(relays.map(relayOf)).size;
        },
        { timeout: 5_000 },
      )
      .toBe(2);
    // Somebody who does not move: the time is over, and it is said.
    for (const { client } of people) client.onMessage = () => {};
    const left = await cli('drain', 'relay', 'coturn-1', '--timeout', '4');
    expect(left).toMatchObject({ outcome: 'left', people: { moved: 0 } });
    expect(await readEvidence(evidenceDir, String(left['evidence']))).toMatchObject({ ok: false });
    for (const { client } of [...people, late]) client.close();
  }, 120_000);
});
