import type { closeCodes } from '../limits.ts';
import type { ErrorCode, ServerMessage } from '../messages.ts';
import type { Role } from '../roles.ts';

export interface ErrorNote {
  readonly about: string;
  /** What a client does. */
  readonly todo: string;
}

const again = 'Try again later, after `retryAfterMs` where it is given.';

export const errorNotes: Readonly<Record<ErrorCode, ErrorNote>> = {
  'bad-message': {
    about: 'Not JSON text, an unknown type, or a field that does not fit; `message` says which.',
    todo: 'Mend the client.',
  },
  'not-joined': {
    about: '`hello` comes first; or this participant has left the room.',
    todo: 'Say `hello`.',
  },
  'already-joined': { about: 'This connection has said `hello`.', todo: 'Open another one.' },
  'not-allowed': {
    about:
      'Not for this role, this person or this kind of room; or a newer connection of this participant took over.',
    todo: 'Offer it only to those who may.',
  },
  'room-full': { about: 'The room, or its waiting room, is at its limit.', todo: 'Tell the person.' },
  'room-locked': { about: 'Nobody new comes in.', todo: 'Tell the person.' },
  'passcode-required': { about: 'The room asks for a passcode.', todo: 'Ask the person for it.' },
  'passcode-wrong': {
    about: 'It is another one. Guesses meet growing pauses.',
    todo: 'Ask the person again.',
  },
  'resume-refused': {
    about: 'The token is not known, or the place no longer kept.',
    todo: 'Join anew, without `resume`.',
  },
  'no-such-participant': {
    about: 'Nobody of that id is in the room, or (mesh) connected.',
    todo: 'Look at the newest events.',
  },
  'no-such-message': {
    about: 'Not in the history, or not to be seen by the sender.',
    todo: 'Look at the newest events.',
  },
  'log-unavailable': {
    about: 'The log of the rooms cannot be written at the moment: nothing was stored.',
    todo: 'Send it again with the same `id`, after `log-state` says so.',
  },
  'sfu-unavailable': {
    about: 'No SFU can be reached, or this participant’s media is not there (yet).',
    todo: again,
  },
  'sfu-refused': {
    about: 'The SFU did not take it: an SDP that it cannot read, say.',
    todo: 'Negotiate from scratch.',
  },
  'stale-negotiation': { about: 'A newer offer replaced that one.', todo: 'Answer the newest one.' },
  'too-many': {
    about: 'A limit of messages, of messages without answer, of joins or of guesses.',
    todo: again,
  },
  internal: { about: 'Something went wrong in the backend; it is in its log.', todo: again },
  draining: {
    about: 'This backend is going and takes nobody in. `bye` and the end of the connection follow.',
    todo: 'Use another backend.',
  },
  'stale-leg': {
    about: 'Neither the present leg nor the one that is being prepared.',
    todo: 'Close the PeerConnections of that leg.',
  },
  'rooms-full': {
    about: 'This backend holds as many rooms as it may; rooms that exist can be joined.',
    todo: 'Use another backend, or try later.',
  },
  'auth-required': { about: 'A token, or a ticket, is needed here.', todo: 'Sign in.' },
  'auth-failed': { about: 'The token is not valid, or not for this room.', todo: 'Sign in anew.' },
  'auth-expired': { about: 'The token, or the ticket, was good once.', todo: 'Get another one.' },
  'auth-unavailable': { about: 'It cannot be checked at the moment.', todo: again },
};

export const closeNotes: Readonly<Record<keyof typeof closeCodes, string>> = {
  normal: 'The client left, the meeting ended, or the place was given up. Do not come back by yourself.',
  goingAway: 'The backend is going, or was not able to take somebody in for that. Resume elsewhere.',
  messageTooBig: 'A message was larger than `maxMessageBytes` of the backend. Resume; send less.',
  badMessage: 'Too many refused messages in a row, with no good one in between. Mend the client.',
  removed: 'Sent out, or not let in. Do not come back by yourself.',
  timeout: 'No `hello`, or no answer to a WebSocket ping, in time. Resume.',
  replaced: 'A newer connection of the same participant took over. Do not come back with this one.',
  tooSlow:
    'What waits for this client does not fit into its queue: it reads too slowly. The code comes after what is queued, if it is read within 10 s. Resume.',
};

type Bye = Extract<ServerMessage, { type: 'bye' }>['code'];

export const byeNotes: Readonly<Record<Bye, string>> = {
  left: 'The client left.',
  replaced: 'A newer connection took over.',
  timeout: 'No `hello`, no answer to a ping, or the place was given up.',
  shutdown: 'The backend is going.',
  kicked: 'A moderator sent them out.',
  denied: 'A moderator did not let them in.',
  ended: 'The host ended the meeting.',
};

export const roleNotes: Readonly<Record<Role, string>> = {
  host: 'Runs the room; there is one as long as anybody is in. Whoever comes first, unless tokens say otherwise.',
  cohost: 'Moderates, and is the first to become host.',
  participant: 'Takes part.',
  waiting: 'Is at the door, and sees nobody but themselves.',
};
