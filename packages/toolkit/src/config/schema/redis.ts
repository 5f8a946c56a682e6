import { z } from 'zod';
import { port, secret } from './primitives.ts';

export const redisSchema = z.strictObject({
  kind: z
    .literal(['redis', 'memory'])
    .default('redis')
    .describe('`memory`: each session backend keeps its rooms to itself, so only one backend makes sense.'),
  port: port.default(16_379).describe('Loopback port of Redis.'),
  password: secret,
});
