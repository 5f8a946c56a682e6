import type { ClientNotes } from './notes.ts';

/** Coming, going, and keeping in step with the room. */
export const connectionNotes = {
  hello: {
    about:
      'Joins a room, or comes back to it. The first message of every connection; nothing else is taken before it but `ping`.',
    fields: {
      room: 'Name of the room. A room that does not exist is made.',
      name: 'What others see, without blanks at both ends. A name in the token goes first.',
      resume:
        'To come back after a broken connection, or to move: `token` is the `resumeToken` of the last welcome, `version` the last version seen (0: none).',
      passcode: 'For rooms that ask for one. Not needed to resume, nor by moderators that a token names.',
      ticket:
        'From `POST /api/v1/tickets`, in place of a token in the subprotocol; good once. Not needed to resume.',
    },
    answer: 'welcome',
    refusals: [
      'already-joined',
      'draining',
      'auth-required',
      'auth-failed',
      'auth-expired',
      'auth-unavailable',
      'passcode-required',
      'passcode-wrong',
      'room-locked',
      'room-full',
      'rooms-full',
      'resume-refused',
      'sfu-unavailable',
      'log-unavailable',
    ],
    follows: 'The others get `joined` and `connected`, or `connected` alone after a resume.',
  },
  leave: {
    about:
      'Leaves the room for good; the place is not kept. Also carried out when the log is away: later then.',
    fields: {},
    answer: 'ack',
    refusals: [],
    follows: 'The sender gets `bye` (`left`) and is closed with 1000; the others get `left`.',
  },
  sync: {
    about: 'The client found a gap: `from` of an `events` message is above the version that it is at.',
    fields: { version: 'Last version seen; 0 asks for the whole room.' },
    answer: 'sync',
    refusals: ['log-unavailable'],
  },
  'ice-servers': {
    about: 'Asks for new TURN credentials before the old ones expire.',
    fields: {},
    answer: 'ice-servers',
    refusals: [],
  },
  'relay-moved': {
    about:
      'After `relay-move`: what media uses by now was gathered without that relay. Said once, when it is so for all connections.',
    fields: { relay: 'The relay that goes.' },
    answer: 'ack',
    refusals: [],
  },
  ping: {
    about:
      'Is somebody there? Also before `hello`. (WebSocket pings of the backend are answered beside this.)',
    fields: {},
    answer: 'pong',
    refusals: [],
  },
  report: {
    about:
      'How media is doing, from `getStats`: about every ten seconds, and once at the end. Numbers are of the time since the last report; null: not known.',
    fields: {
      path: 'Over a relay, if any connection is.',
      rttMs: 'Round trip of the selected candidate pair, ms.',
      jitterMs: 'Interarrival jitter of what is received (RFC 3550 §6.4.1), the worst stream, ms.',
      lossIn: 'Share of the packets to the client that were lost, 0 to 1.',
      bitrateIn: 'Received media, bit/s.',
      bitrateOut: 'Sent media, bit/s.',
      connected: 'PeerConnections that came up.',
      failed: 'PeerConnections that failed.',
      firstFrameMs: 'From the welcome to the first frame of somebody else, ms; given once, when it is known.',
    },
    answer: 'ack',
    refusals: [],
    follows: 'Everybody gets `quality` when the level changes.',
  },
} as const satisfies ClientNotes<
  'hello' | 'leave' | 'sync' | 'ice-servers' | 'relay-moved' | 'ping' | 'report'
>;
