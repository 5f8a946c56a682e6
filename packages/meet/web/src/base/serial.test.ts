import { expect, test } from 'vitest';
import { createSerial } from './serial.ts';

test('tasks run in order, also after one that failed', async () => {
  const serial = createSerial();
  const order: string[] = [];
  const slow = serial(async () => {
    await Promise.resolve();
    await Promise.resolve();
    order.push('slow');
  });
  const failing = serial(async () => {
    order.push('failing');
    throw new Error('no');
  });
  const last = serial(async () => order.push('last'));
  await slow;
  await expect(failing).rejects.toThrow('no');
  await last;
  expect(order).toEqual(['slow', 'failing', 'last']);
});
