import { expect, it } from 'vitest';
import { freePort } from '../../../../test/support/ports.ts';
import { hasRedis, startRedis } from '../../../../test/support/redis.ts';
import { RedisLink } from './redis-link.ts';

it.skipIf(!(await hasRedis()))('gets each message once, however often it subscribed meanwhile', async () => {
  await using redis = await startRedis({ port: await freePort(19_500, 19_999) });
  const heard: string[] = [];
  const link = new RedisLink({
    ...redis.log,
    requestMs: 2_000,
    onAvailable: () => {},
    onMessage: (channel, text) => void heard.push(`${channel} ${text}`),
  });
  await link.open(2_000);
  link.subscribe('a');
  link.subscribe('b');
  // As after each PING that is answered before the subscription is.
  link.resubscribe();
  link.resubscribe();
  const receivers = () => link.request<number>(['PUBLISH', 'a', 'ready']);
  await expect.poll(receivers).toBe(1);
  await expect.poll(() => heard.includes('a ready')).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 200));
  heard.length = 0;
  await link.request(['PUBLISH', 'a', 'one']);
  await link.request(['PUBLISH', 'b', 'two']);
  await expect.poll(() => heard.length).toBeGreaterThanOrEqual(2);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(heard).toEqual(['a one', 'b two']);
  await link.close();
});
