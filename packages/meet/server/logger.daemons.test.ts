import { expect, it } from 'vitest';
import { startChild, waitFor } from '../../../test/support/child.ts';

const logger = new URL('logger.ts', import.meta.url).href;
/** Writes its last lines in the moment in which it ends. */
const program = `
  const { createLogger } = await import(${JSON.stringify(logger)});
  const log = createLogger('meet-0');
  setInterval(() => {}, 1_000);
  process.once('SIGTERM', () => {
    for (const line of ['one', 'two', 'three']) log.info(line);
    process.exit(0);
  });
  log.info('ready');
`;
const start = () => startChild(process.execPath, ['--input-type=module', '-e', program]);

it('has written every line, in order, when the process ends', async () => {
  await using child = start();
  await waitFor('its first line', () => child.output().includes('ready'), { child });
  await child.stop();
  await expect.poll(() => child.output()).toContain('three');
  const lines = child.output().trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    'ready',
    'one',
    'two',
    'three',
  ]);
});

it('lets a process end whose log nobody reads any more', async () => {
  await using child = start();
  await waitFor('its first line', () => child.output().includes('ready'), { child });
  child.process.stdout?.destroy();
  await child.stop();
  expect(await child.exited).toEqual({ code: 0, signal: null });
});
