import { z } from 'zod';
import { ipv4 } from './primitives.ts';

const localTarget = z.strictObject({
  type: z.literal('local').describe('Supervised processes on this machine.'),
  address: z
    .union([z.literal(['auto', 'loopback', 'primary']), ipv4])
    .default('auto')
    .describe(
      'Address for media and web: `loopback` (a veth pair with 127.88.0.x, needs root), `primary` (this machine’s main address, so that a phone on the same network can join), an IPv4 address of this machine, or `auto` (loopback as root, else primary).',
    ),
  stateDir: z
    .string()
    .min(1)
    .default('.stoa')
    .describe('Folder for generated files, secrets, logs and evidence; relative to the config file.'),
});

export const targetSchema = z.discriminatedUnion('type', [localTarget]);
export type LocalTarget = z.output<typeof localTarget>;
