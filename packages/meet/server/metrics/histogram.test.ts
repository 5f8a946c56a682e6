import { Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { QuickHistogram } from './histogram.ts';

const shape = { name: 'wait_seconds', help: 'How long.', buckets: [0.1, 1, 10] };
const values = [0.05, 0.1, 0.100_1, 1, 3, 10, 11, 1e6];

async function textOf(metric: unknown): Promise<string[]> {
  const registry = new Registry();
  registry.registerMetric(metric as Histogram);
  return (await registry.metrics()).trim().split('\n').toSorted();
}

it('says what the library would have said', async () => {
  const theirs = new Histogram({ ...shape, registers: [] });
  const ours = new QuickHistogram(shape);
  expect(await textOf(ours)).toEqual(await textOf(theirs));
  for (const value of values) {
    theirs.observe(value);
    ours.observe(value);
  }
  expect(await textOf(ours)).toEqual(await textOf(theirs));
});

it('says so for each value of its label, too', async () => {
  const theirs = new Histogram({ ...shape, labelNames: ['type'], registers: [] });
  const ours = new QuickHistogram({ ...shape, label: 'type' });
  for (const [index, value] of values.entries()) {
    const type = index % 2 === 0 ? 'chat' : 'a "quoted" one';
    theirs.observe({ type }, value);
    ours.observe(value, type);
  }
  expect(await textOf(ours)).toEqual(await textOf(theirs));
});
