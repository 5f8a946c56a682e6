import { expect, it } from 'vitest';
import { backendConfig, plainListener, startBackendProcess } from '../../../test/support/backend.ts';
import { freePort } from '../../../test/support/ports.ts';

const token = 'admin-token-01234567';

async function statuses(openMetrics?: boolean): Promise<Record<string, number>> {
  const port = await freePort(13_000, 13_499);
  const config = backendConfig({
    listen: plainListener(await freePort(13_500, 13_999)),
    admin: { host: '127.0.0.1', port, token, ...(openMetrics === undefined ? {} : { openMetrics }) },
  });
  await using backend = await startBackendProcess(config);
  // The admin API opens last.
  await expect.poll(async () => (await fetch(`${backend.url}/health/ready`)).status).toBe(200);
  const get = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).status;
  return {
    metrics: await get('/metrics'),
    drain: await get('/admin/v1/drain'),
    drainWithToken: await get('/admin/v1/drain', { authorization: `Bearer ${token}` }),
    nothing: await get('/nothing'),
    metricsBelow: await get('/metrics/'),
  };
}

const closed = { drain: 401, drainWithToken: 200, nothing: 401, metricsBelow: 401 };

it('serves metrics beside the admin API without its token, where the start file says so', async () => {
  expect(await statuses(true)).toEqual({ ...closed, metrics: 200 });
});

it('serves them to nobody otherwise', async () => {
  expect(await statuses()).toEqual({ ...closed, metrics: 401 });
});
