import { expect, test } from 'vitest';
import { backendConfigSchema } from '../../config/index.ts';
import { planLocal } from '../plan.ts';
import { exampleInput } from '../testing/fixtures.ts';

test('start files are what session backends accept', () => {
  const plan = planLocal(exampleInput());
  const files = plan.files.filter((file) => file.path.endsWith('.json'));
  expect(files).toHaveLength(2);
  for (const file of files)
    expect(backendConfigSchema.safeParse(JSON.parse(file.content)).success).toBe(true);
});
