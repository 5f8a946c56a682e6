import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { exampleCoturn, nodePortCoturn } from '../testing/fixtures.ts';
import type { CoturnStackInput } from './input.ts';
import { coturnStack } from './stack.ts';

function yamlOf(input: CoturnStackInput): string {
  const write = (object: unknown) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false });
  return coturnStack(input).map(write).join('---\n');
}

test('relays in the network of their nodes, with public addresses', async () => {
  await expect(yamlOf(exampleCoturn())).toMatchFileSnapshot('./__golden__/host-network.yaml');
});

test('relays behind Services of type NodePort', async () => {
  await expect(yamlOf(nodePortCoturn())).toMatchFileSnapshot('./__golden__/node-port.yaml');
});
