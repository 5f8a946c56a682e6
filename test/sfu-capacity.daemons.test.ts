import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MeetClient } from './support/meet-client.ts';
import { hasSfuParts } from './support/sfu-parts.ts';
import { startSfuPlatform, type SfuPlatform } from './support/sfu-platform.ts';

interface View {
  readonly name: string;
  readonly cordoned: boolean;
  readonly sessions: number;
}

describe.skipIf(!(await hasSfuParts()))('SFUs that carry five people each', () => {
  let platform: SfuPlatform;
  const clients: MeetClient[] = [];
  beforeAll(async () => {
    platform = await startSfuPlatform(2, {}, (sfu) => ({ ...sfu, maxParticipants: 5 }));
  }, 60_000);
  afterAll(async () => {
    for (const client of clients) client.close();
    await platform?.[Symbol.asyncDispose]();
  });

  const sfus = async (backend: number) =>
    (await platform.admin('GET', '/admin/v1/sfus', undefined, { backend })).body['sfus'] as View[];
  const loads = async () => (await sfus(0)).map(({ sessions }) => sessions);

  /** On the backends in turn; everybody has a session at the SFU then. */
  async function come(room: string, people: number): Promise<void> {
    const before = (await loads()).reduce((sum, one) => sum + one, 0);
    for (let index = 0; index < people; index += 1) {
      const client = await MeetClient.open(platform.backends[index % 2]?.url ?? '');
      clients.push(client);
      await client.join(room, `${room} ${index}`);
    }
    const sum = async () => (await loads()).reduce((total, one) => total + one, 0);
    await expect.poll(sum, { timeout: 20_000 }).toBe(before + people);
    // The other backend looks every two seconds, or when it is asked.
    await sfus(1);
  }

  it('refuses a drain that the others have no room for, before anything moves, and says what is missing', async () => {
    await come('one', 3);
    await come('two', 3);
    expect(await loads()).toEqual([3, 3]);
    const refused = await platform.admin('POST', '/admin/v1/sfus/janus-0/drain', undefined, { backend: 1 });
    expect(refused).toMatchObject({
      status: 409,
      body: {
        error: {
          code: 'MEET_SFU_NO_ROOM',
          message: expect.stringMatching(/need 3 places, and the other SFUs have 2 free: none for \w+ \(3\)/),
          details: { needs: 3, has: 2 },
        },
      },
    });
    expect(await sfus(0)).toMatchObject([
      { cordoned: false, sessions: 3 },
      { cordoned: false, sessions: 3 },
    ]);
    expect(await platform.admin('GET', '/admin/v1/sfus/janus-0/drain')).toMatchObject({ status: 404 });
  }, 60_000);

  it('puts no new room on a full one, and takes in whoever comes to a room that is there', async () => {
    await come('one', 2);
    const oneIsOn = (await loads())[0] === 5 ? 'janus-0' : 'janus-1';
    await come('three', 1);
    expect((await loads()).toSorted((a, b) => a - b)).toEqual([4, 5]);
    await come('four', 1);
    expect(await loads()).toEqual([5, 5]);
    const late = await MeetClient.open(platform.backends[1]?.url ?? '');
    clients.push(late);
    expect(await late.ask({ type: 'hello', room: 'five', name: 'Late' })).toMatchObject({
      type: 'error',
      code: 'sfu-unavailable',
      message: expect.stringContaining('full'),
    });
    await come('one', 1);
    expect((await sfus(0)).find(({ name }) => name === oneIsOn)).toMatchObject({ sessions: 6 });
  }, 60_000);
});
