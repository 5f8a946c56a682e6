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

test('on the ports of nodes, SFUs in their network', async () => {
  await expect(yamlOf(exampleMeet())).toMatchFileSnapshot('./__golden__/node-port.yaml');
});
