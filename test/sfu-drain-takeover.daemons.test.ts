import { listEvidence } from '@stoa/toolkit/evidence';
import { describe, expect, it } from 'vitest';
import { MeetClient } from './support/meet-client.ts';
import { hasSfuParts } from './support/sfu-parts.ts';
import { startSfuPlatform } from './support/sfu-platform.ts';

/** Backends that nobody starts again: the other one has to go on. */
describe.skipIf(!(await hasSfuParts()))('a drain whose coordinating backend goes', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'is finished by the other one: %s',
    async (signal) => {
      await using platform = await startSfuPlatform(2);
      const client = await MeetClient.open(platform.backends[1]?.url ?? '');
      await client.join('held', 'Ann');
      await expect.poll(() => client.view.sfu).not.toBeNull();
      const from = client.view.sfu ?? '';
      const path = `/admin/v1/sfus/${from}/drain`;
      const started = await platform.admin('POST', path);
      expect(started.body).toMatchObject({ coordinator: 'meet-0', keptIn: 'redis' });
      const look = async () => (await platform.admin('GET', path, undefined, { backend: 1 })).body;
      await client.next('media-move');
      await platform.backends[0]?.child.stop(signal);
      await expect.poll(look, { timeout: 20_000 }).toMatchObject({ state: 'running', coordinator: 'meet-1' });
      const left = ((await look())['events'] as { type: string }[]).some(({ type }) => type === 'left');
      expect(left).toBe(signal === 'SIGTERM');
      // The room goes once its only participant is ready, on whichever leg that is by now.
      const ready = async () => {
        const move = client.received.findLast((message) => message.type === 'media-move');
        if (move?.type === 'media-move') await client.ask({ type: 'leg-ready', leg: move.leg });
        return (await look())['state'];
      };
      await expect.poll(ready, { timeout: 30_000, interval: 500 }).toBe('drained');
      const end = await look();
      expect(end).toMatchObject({ cordoned: true, totals: { rooms: 1, moved: 1, kept: 0, participants: 1 } });
      expect(client.view.sfu).not.toBe(from);
      expect(await listEvidence(platform.evidenceDir)).toMatchObject([
        { id: end['evidence'], ok: true, data: { coordinators: ['meet-0', 'meet-1'] } },
      ]);
      client.close();
    },
    90_000,
  );
});
