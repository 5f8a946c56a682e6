import { expect, it } from 'vitest';
import { drainSfu } from './drain-sfu.ts';
import { refused, scriptedAdmin, type Reply } from './testing/scripted-admin.ts';

const drain = (url: string, timeoutMs = 10_000) =>
  drainSfu({ url, sfu: 'janus-1', token: 'secret', timeoutMs });

it('starts the drain and follows it to its end', async () => {
  using admin = await scriptedAdmin([
    [202, { state: 'running' }],
    [200, { state: 'running' }],
    [200, { state: 'drained' }],
  ]);
  await drain(admin.url);
  const path = '/admin/v1/sfus/janus-1/drain Bearer secret';
  expect(admin.asked).toEqual([`POST ${path}`, `GET ${path}`, `GET ${path}`]);
});

it('follows one that is under way already', async () => {
  using admin = await scriptedAdmin([
    [409, refused('MEET_DRAIN_RUNNING')],
    [200, { state: 'drained' }],
  ]);
  await drain(admin.url);
  expect(admin.asked).toHaveLength(2);
});

it('has nothing to do where no SFU could take rooms, and none are left', async () => {
  using admin = await scriptedAdmin([
    [409, refused('MEET_SFU_NO_ROOM')],
    [200, { sfus: [{ name: 'janus-1', rooms: 0 }] }],
  ]);
  await drain(admin.url);
  expect(admin.asked).toHaveLength(2);
});

it('tries again until the time is up, and says what was in the way', async () => {
  const round: Reply[] = [
    [409, refused('MEET_SFU_NO_ROOM')],
    [200, { sfus: [{ name: 'janus-1', rooms: 2 }] }],
  ];
  // The last round may begin just before the end.
  using admin = await scriptedAdmin([...round, ...round, ...round]);
  await expect(drain(admin.url, 1_500)).rejects.toThrow(
    'janus-1 still has rooms: because of MEET_SFU_NO_ROOM',
  );
  expect(admin.asked.length).toBeGreaterThanOrEqual(4);
});

it.each([
  [401, 'unauthorized'],
  [404, 'MEET_SFU_UNKNOWN'],
])('gives up at once on %i', async (status, code) => {
  using admin = await scriptedAdmin([[status, refused(code)]]);
  await expect(drain(admin.url)).rejects.toThrow(`because of ${code}`);
  expect(admin.asked).toHaveLength(1);
});
