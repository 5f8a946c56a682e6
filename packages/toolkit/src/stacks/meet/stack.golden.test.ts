import { stringify } from 'yaml';
import { expect, test } from 'vitest';
import { exampleMeet } from '../testing/meet-fixtures.ts';
import type { MeetStackInput } from './input.ts';
import { meetStack } from './stack.ts';

function yamlOf(input: MeetStackInput): string {
  return meetStack(input)
    .map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');
}

test('behind a gateway, SFUs as pods, rooms on a volume', async () => {
  const input = exampleMeet({
    target: {
      web: { exposure: 'gateway', hosts: ['meet.example.org'] },
      sfu: { exposure: 'pod' },
      redis: { size: '1Gi' },
    },
  });
  await expect(yamlOf(input)).toMatchFileSnapshot('./__golden__/gateway.yaml');
});

test('on the ports of nodes, SFUs in their network', async () => {
  await expect(yamlOf(exampleMeet())).toMatchFileSnapshot('./__golden__/node-port.yaml');
});
