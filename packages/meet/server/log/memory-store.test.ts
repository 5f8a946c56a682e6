import { expect, it } from 'vitest';
import { describeStore } from './_contract.ts';
import { createMemoryStore } from './memory-store.ts';

describeStore('memory', async () => createMemoryStore());

it('never repeats a version for a name, not even within a millisecond', async () => {
  const { log } = createMemoryStore(() => 5_000);
  const event = { type: 'placed', at: 1, sfu: null } as const;
  const first = await log.append('again', 0, [event, event, event]);
  await log.release('again');
  const second = await log.append('again', 0, [event]);
  expect(first.version).toBe(5_003);
  expect(second.ok && second.from).toBeGreaterThan(first.version);
});

it('carries messages to itself', async () => {
  const { bus } = createMemoryStore();
  const heard: string[] = [];
  bus.onMessage((text) => void heard.push(text));
  await bus.send('anybody', 'hello');
  expect(heard).toEqual(['hello']);
});
