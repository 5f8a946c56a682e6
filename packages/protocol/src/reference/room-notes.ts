import type { ClientNotes } from './notes.ts';

const target = 'The participant who is meant.';
const person = ['no-such-participant', 'log-unavailable'] as const;

/** Talking, hands, roles and order in a room. */
export const roomNotes = {
  chat: {
    about: 'Says something. Sent again with the same `id` it is stored once.',
    fields: {
      text: 'Blanks at both ends are cut off.',
      to: 'A private message: only this participant and the sender get it.',
    },
    answer: 'ack',
    refusals: person,
    follows: 'Who may read it, the sender too, gets `chat`.',
  },
  'chat-delete': {
    about: 'Takes a message out of the chat: an own one; a moderator any that they can see.',
    fields: { author: 'Who wrote it.', message: 'Its `id`.' },
    answer: 'ack',
    refusals: ['no-such-message', 'log-unavailable'],
    follows: 'Who saw it gets `chat-deleted`.',
  },
  hand: {
    about: 'Raises or lowers the own hand. Moderators lower those of people whom they outrank.',
    fields: { raised: 'Up or down.', target: 'Somebody else, whose hand is lowered.' },
    answer: 'ack',
    refusals: person,
    follows: 'Everybody gets `hand`.',
  },
  reaction: {
    about: 'Shows one to those who are there at the moment. It is not kept.',
    fields: { reaction: 'Which one.' },
    answer: 'ack',
    refusals: ['log-unavailable'],
    follows: 'The others get `reaction`.',
  },
  admit: {
    about: 'Lets somebody in who waits.',
    fields: { target },
    answer: 'ack',
    refusals: ['room-full', ...person],
    follows: 'They get `admitted`, everybody gets `role`.',
  },
  deny: {
    about: 'Sends somebody away who waits.',
    fields: { target, message: 'What they get to read.' },
    answer: 'ack',
    refusals: person,
    follows: 'They get `bye` (`denied`) and are closed with 4403; the others get `left`.',
  },
  kick: {
    about: 'Sends somebody out whom the sender outranks.',
    fields: { target, message: 'What they get to read.' },
    answer: 'ack',
    refusals: person,
    follows: 'They get `bye` (`kicked`) and are closed with 4403; the others get `left`.',
  },
  mute: {
    about: 'Mutes somebody whom the sender outranks. The SFU does not pass them on until they unmute.',
    fields: { target },
    answer: 'ack',
    refusals: person,
    follows: 'Everybody gets `muted`.',
  },
  'mute-all': {
    about: 'Mutes everybody whom the sender outranks.',
    fields: {},
    answer: 'ack',
    refusals: ['log-unavailable'],
    follows: 'Everybody gets a `muted` for each.',
  },
  'ask-unmute': {
    about: 'Asks somebody to switch the microphone on.',
    fields: { target },
    answer: 'ack',
    refusals: person,
    follows: 'They get `unmute-asked`.',
  },
  'set-role': {
    about: 'Gives somebody a role. `host` hands the room over: the giver becomes co-host.',
    fields: { target, role: 'The new one.' },
    answer: 'ack',
    refusals: person,
    follows: 'Everybody gets `role`.',
  },
  lock: {
    about: 'Nobody new comes in, or people do again.',
    fields: { locked: 'Nobody does.' },
    answer: 'ack',
    refusals: ['log-unavailable'],
    follows: 'Everybody gets `settings`.',
  },
  'waiting-room': {
    about: 'New people wait until a moderator lets them in, or walk in again.',
    fields: { on: 'They wait. Off lets in who waits, as far as there is room.' },
    answer: 'ack',
    refusals: ['log-unavailable'],
    follows: 'Everybody gets `settings`, and a `role` for each who is let in.',
  },
  passcode: {
    about: 'New people are asked for a passcode, or no longer.',
    fields: { passcode: 'Null takes it away.' },
    answer: 'ack',
    refusals: ['log-unavailable'],
    follows: 'Everybody gets `settings`.',
  },
  'end-room': {
    about: 'Ends the meeting for everybody, who waits included.',
    fields: {},
    answer: 'ack',
    refusals: ['log-unavailable'],
    follows: 'The others get `bye` (`ended`), the sender `bye` (`left`); all are closed with 1000.',
  },
  screen: {
    about:
      'Begins or ends sharing a screen. An end also withdraws a request. Media follows once this was answered.',
    fields: { on: 'Begins.' },
    answer: 'ack',
    refusals: ['log-unavailable'],
    follows: 'Everybody gets `screen`.',
  },
  'screen-request': {
    about: 'Asks the moderators for leave to share, in a room that wants it.',
    fields: {},
    answer: 'ack',
    refusals: ['log-unavailable'],
    follows: 'Everybody gets `screen` (`asked`).',
  },
  'screen-allow': {
    about: 'Grants a request.',
    fields: { target },
    answer: 'ack',
    refusals: person,
    follows: 'Everybody gets `screen` (`allowed`).',
  },
  'screen-deny': {
    about:
      'Refuses a request, takes a permission back, or stops what is shared; not of somebody whom the sender does not outrank.',
    fields: { target },
    answer: 'ack',
    refusals: person,
    follows: 'Everybody gets `screen` without a state.',
  },
  'screen-policy': {
    about: 'Who may share a screen. Moderators always may.',
    fields: { policy: '`approval`: whom a moderator allowed it.' },
    answer: 'ack',
    refusals: ['log-unavailable'],
    follows: 'Everybody gets `settings`.',
  },
} as const satisfies ClientNotes<
  | 'chat'
  | 'chat-delete'
  | 'hand'
  | 'reaction'
  | 'admit'
  | 'deny'
  | 'kick'
  | 'mute'
  | 'mute-all'
  | 'ask-unmute'
  | 'set-role'
  | 'lock'
  | 'waiting-room'
  | 'passcode'
  | 'end-room'
  | 'screen'
  | 'screen-request'
  | 'screen-allow'
  | 'screen-deny'
  | 'screen-policy'
>;
