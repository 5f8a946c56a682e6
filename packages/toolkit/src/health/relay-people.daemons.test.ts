import { expect, it } from 'vitest';
import { givePeopleBack, sendPeopleAway } from './relay-people.ts';
import { refused, scriptedAdmin } from './testing/scripted-admin.ts';

const path = '/admin/v1/relays/coturn-1/drain Bearer secret';
const input = (url: string, timeoutMs = 5_000) => ({ url, relay: 'coturn-1', token: 'secret', timeoutMs });
const times = { withinMs: 1_000, backAfterMs: 2_000 };

it('has everybody told, and says when the relay is back', async () => {
  using admin = await scriptedAdmin([
    [202, {}],
    [200, {}],
  ]);
  await sendPeopleAway({ ...input(admin.url), ...times });
  await givePeopleBack(input(admin.url));
  expect(admin.asked).toEqual([`POST ${path}`, `DELETE ${path}`]);
});

it('leaves them where they are when no other relay can take them', async () => {
  using admin = await scriptedAdmin([[409, refused('MEET_REFUSED')]]);
  await sendPeopleAway({ ...input(admin.url), ...times });
  expect(admin.asked).toHaveLength(1);
});

it('asks again while a backend goes, and says in the end what was in the way', async () => {
  using admin = await scriptedAdmin([
    [503, refused('MEET_LOG_UNAVAILABLE')],
    [202, {}],
  ]);
  await sendPeopleAway({ ...input(admin.url), ...times });
  expect(admin.asked).toHaveLength(2);
  const { url } = admin;
  admin[Symbol.dispose]();
  await expect(givePeopleBack(input(url, 700))).rejects.toThrow('were not told of coturn-1: ');
});
