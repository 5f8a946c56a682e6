import { expect, it } from 'vitest';
import type { KubernetesTarget } from '../config/index.ts';
import { patienceMs } from './patience.ts';
import { examplePlatform } from './testing/platform.ts';

const minute = 60_000;

it('leaves time for a start after the longest drain, whoever has it', () => {
  const platform = examplePlatform();
  const { relay, sfu } = platform.target as KubernetesTarget;
  const target = (relays: string, sfus: string) =>
    ({
      ...platform.target,
      relay: { ...relay, drainLimit: relays },
      sfu: { ...sfu, drainLimit: sfus },
    }) as KubernetesTarget;
  expect(patienceMs({ ...platform, target: target('20m', '5m') })).toBe(30 * minute);
  expect(patienceMs({ ...platform, target: target('1m', '5m') })).toBe(15 * minute);
});
