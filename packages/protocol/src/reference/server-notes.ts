import type { ServerNotes } from './notes.ts';

const iceServers = 'For RTCConfiguration; the preferred relay stands first.';
const expireAt = 'When the TURN credentials expire, ms since the epoch; null without TURN.';
const mode = 'Does media go over an SFU, or from participant to participant?';
const leg = 'Which leg is meant; absent: the present one.';
const backends = 'Base URLs of all session backends.';

export const serverNotes = {
  welcome: {
    about: 'Answers `hello`: the client is in the room (or waits for it), and at the version of `sync`.',
    fields: {
      participant: 'Who the client is in this room.',
      generation: 'Number of this connection; a newer one of the same participant replaces it.',
      resumed: 'A place that was kept.',
      resumeToken: 'A secret, for `resume`. The same one after a resume.',
      backend: 'Name of this backend.',
      backends: `${backends} Any of them takes a resume.`,
      mode,
      iceServers: `${iceServers} Empty while waiting.`,
      iceServersExpireAt: expireAt,
      sync: 'The room, or what was missed of it. Who waits sees nobody but themselves.',
      media:
        'After a resume: `kept`: media on the SFU goes on; `lost`: publish anew, an `offer` with `fresh` follows; `none`: there was none.',
    },
  },
  ack: {
    about: 'The message was carried out.',
    fields: {
      version: 'The room has the effect from this version on; absent where the log is not concerned.',
    },
  },
  error: {
    about: 'The message was refused, and had no effect.',
    fields: {
      code: 'Why: see the codes below.',
      message: 'For developers; not translated.',
      retryable: 'The same message, with the same `id`, may do later.',
      retryAfterMs: 'Another try is refused too before this time is over, ms.',
    },
  },
  events: {
    about:
      'The room moves from one version to the next. Private entries of the log count but are not shown: the list may be shorter than the difference, or empty.',
    fields: {
      from: 'The version that they follow on. Above the own: ask for `sync`. A batch whose `version` is not above the own is old.',
      version: 'The version after them.',
      events: 'In order.',
    },
  },
  sync: {
    about: 'Answers `sync`.',
    fields: { sync: 'What was missed, or the whole room where the log no longer reaches back that far.' },
  },
  published: {
    about: 'Answers `publish`. Not the event of the same name, which comes once media is up.',
    fields: { sdp: 'The answer to the offer.', leg },
  },
  offer: {
    about: 'SFU: offer of the one receiving PeerConnection. Answered by `answer`; the newest one counts.',
    fields: {
      negotiation: 'Its number.',
      fresh: 'Make a new PeerConnection for it, and drop the old one.',
      sdp: 'The offer.',
      streams: 'Whose and what each section is, by `mid`.',
      leg,
    },
  },
  'media-lost': {
    about:
      'The SFU side of this participant’s media is gone: publish again. A fresh offer follows by itself.',
    fields: { reason: 'For developers.', leg },
  },
  'media-move': {
    about:
      'The room is going to another SFU: publish there too, answer the offers of that leg, and say `leg-ready`. The present leg goes on all the while. Sent again after a resume, if it still holds.',
    fields: {
      leg: 'Number of the new leg.',
      sfu: 'Name of the SFU, for showing.',
      standby: 'In reserve, for the case that the present SFU dies: sending tracks stay muted there.',
    },
  },
  'media-switched': {
    about: 'That leg is the present one from now on; the one before is gone: close its PeerConnections.',
    fields: { leg: 'Number of the leg.' },
  },
  'media-kept': {
    about:
      'That leg is given up, the present one stays: close the new PeerConnections. Another `media-move` may follow.',
    fields: { leg: 'Number of the leg.', reason: 'For developers.' },
  },
  'relay-move': {
    about:
      'A relay is going: use the new servers and restart ICE on every connection. Media goes on over the old relay until the new path is chosen; then say `relay-moved`.',
    fields: {
      relay: 'The one that goes.',
      iceServers,
      expireAt,
      withinMs: 'After this time it may be gone, ms from now.',
    },
  },
  signal: {
    about: 'Mesh: what another participant sent with `signal`.',
    fields: { from: 'Who sent it; stamped by the backend.', data: 'What they sent.' },
  },
  'ice-servers': {
    about: 'Answers `ice-servers`.',
    fields: { iceServers, expireAt },
  },
  'log-state': {
    about:
      'The room’s log cannot be written at the moment, or again. Media goes on; what needs the log is refused with `log-unavailable` and can be sent again with the same `id`.',
    fields: { ok: 'It can be written.' },
  },
  reaction: {
    about: 'Somebody’s reaction. Not kept.',
    fields: { from: 'Whose.', reaction: 'Which one.' },
  },
  'unmute-asked': {
    about: 'A moderator asks this participant to switch the microphone on.',
    fields: { by: 'The moderator.' },
  },
  quality: {
    about: 'How somebody’s connection is doing, when that changes. Not kept; without a word it is `good`.',
    fields: { participant: 'Whose.', level: 'How.' },
  },
  admitted: {
    about: 'Let in from the waiting room: what the welcome could not tell yet.',
    fields: { mode, iceServers, iceServersExpireAt: expireAt, sync: 'The room.' },
  },
  pong: { about: 'Answers `ping`.', fields: {} },
  bye: {
    about: 'This connection is over; it is closed at once, with a code.',
    fields: { code: 'Why: see the codes below.', message: 'A moderator’s words, or a text for developers.' },
  },
  move: {
    about:
      'This backend is going: say `hello` with the resume token on another one, and close this connection once the welcome has come. Until then it works as before.',
    fields: {
      withinMs: 'Who has not moved by then is cut, ms from now.',
      backend: 'Name of the backend that goes.',
      backends: `${backends} This one included.`,
    },
  },
} as const satisfies ServerNotes;
