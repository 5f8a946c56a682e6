import { z } from 'zod';
import { meetAccess } from './meet-access.ts';
import { authSchema } from './meet-auth.ts';
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
  adminPort: port
    .default(19_080)
    .describe(
      'Loopback port of the admin API of the first session backend (drains and cordons of SFUs); the others use the next ports.',
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
      chatHistoryBytes: z
        .int()
        .min(1_024)
        .max(4_194_304)
        .default(1_048_576)
        .describe('Most bytes of chat kept (names and texts as UTF-8); the oldest messages go first.'),
      hostGrace: duration
        .default('20s')
        .describe(
          'How long a host whose connection broke stays host; then a co-host, or whoever is there longest, takes over.',
        ),
      waitingRoom: z
        .boolean()
        .default(false)
        .describe('New rooms begin with the waiting room on; the host can switch it off.'),
    })
    .prefault({})
    .describe('Limits of a room.'),
  maxRooms: z
    .int()
    .min(1)
    .max(100_000)
    .default(1_000)
    .describe(
      'Most rooms on one session backend; people of rooms that exist can always come in and come back.',
    ),
  arrivalsPerSecond: z
    .int()
    .min(1)
    .max(10_000)
    .default(250)
    .describe(
      'People that one session backend lets in per second; others wait, those who come back first, or are told when to try again.',
    ),
  drain: z
    .strictObject({
      time: duration
        .default('20s')
        .describe('How long a session backend that is told to go waits for its participants to move.'),
      movesPerSecond: z
        .int()
        .min(1)
        .max(10_000)
        .default(50)
        .describe('Participants told to move per second; more only where the time would not suffice.'),
    })
    .prefault({})
    .describe('How a session backend goes.'),
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
  auth: authSchema.prefault({}).describe('Who may take part: tokens and guest links.'),
});
