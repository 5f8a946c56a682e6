import { z } from 'zod';
import { meetAccess } from './meet-access.ts';
import { duration, port } from './primitives.ts';

export const meetSchema = z.strictObject({
  backends: z.int().min(1).max(16).default(2).describe('Number of session backends.'),
  port: port
    .default(8443)
    .describe('HTTPS/WSS port of the first session backend; the others use the next ports.'),
  httpPort: port
    .default(8080)
    .describe(
      'Plain HTTP/WS port of the first session backend, on 127.0.0.1 only (browsers treat it as secure); the others use the next ports.',
    ),
  room: z
    .strictObject({
      maxParticipants: z.int().min(2).max(500).default(50).describe('Most participants in one room.'),
      chatHistory: z
        .int()
        .min(0)
        .max(1_000)
        .default(100)
        .describe('Chat messages kept for people who join later.'),
    })
    .prefault({})
    .describe('Limits of a room.'),
  resumeGrace: duration
    .default('20s')
    .describe('How long a participant whose connection broke keeps the place in the room.'),
  maxMessageBytes: z
    .int()
    .min(16_384)
    .max(1_048_576)
    .default(131_072)
    .describe('Largest WebSocket message that a session backend accepts, in bytes.'),
  ...meetAccess,
});
