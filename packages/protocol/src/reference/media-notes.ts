import type { ClientNotes } from './notes.ts';

const leg = 'Which leg is meant; absent: the present one.';
const sfu = ['sfu-unavailable', 'sfu-refused', 'stale-leg', 'log-unavailable'] as const;

/** Media, over an SFU or in a mesh. */
export const mediaNotes = {
  media: {
    about:
      'Microphone and camera are on or off now. Says it to others; the tracks are the client’s business.',
    fields: { audio: 'The microphone is on.', video: 'The camera is on.' },
    answer: 'ack',
    refusals: ['log-unavailable'],
    follows: 'Everybody gets `media`.',
  },
  publish: {
    about:
      'SFU: offer of the sending PeerConnection; again for other tracks, or to restart ICE. Sections that carry a screen have the `mid` 2 (picture) and 3 (sound), and are taken while the screen is shared.',
    fields: { sdp: 'The offer.', leg },
    answer: 'published',
    refusals: sfu,
    follows: 'Everybody gets `published` once media is up.',
  },
  unpublish: {
    about: 'SFU: sends nothing any more.',
    fields: { leg },
    answer: 'ack',
    refusals: sfu,
    follows: 'Everybody gets `unpublished`.',
  },
  answer: {
    about: 'SFU: answer to an `offer`.',
    fields: { negotiation: 'Number of the offer.', sdp: 'The answer.', leg },
    answer: 'ack',
    refusals: ['stale-negotiation', ...sfu],
  },
  resubscribe: {
    about: 'SFU: asks for a new offer of the receiving PeerConnection.',
    fields: { mode: 'With new ICE credentials, or from scratch.', leg },
    answer: 'ack',
    refusals: sfu,
    follows: 'The sender gets `offer`.',
  },
  candidate: {
    about: 'SFU: an ICE candidate of one of the two PeerConnections. Has a budget of its own.',
    fields: {
      pc: 'The sending or the receiving one.',
      candidate: 'RTCIceCandidateInit; null: there are no more.',
      leg,
    },
    answer: 'ack',
    refusals: sfu,
  },
  quality: {
    about:
      'SFU: which pictures are worth how much. Replaces what was said before; pictures that are not named come as large as there are. Said again after an `offer` with `fresh`, and after a resume.',
    fields: { wants: 'Participant, source, and how many pixels high it is shown, or `off`.' },
    answer: 'ack',
    refusals: ['sfu-unavailable', 'sfu-refused', 'log-unavailable'],
  },
  'leg-ready': {
    about:
      'All that comes over the present leg comes over the new one, and what is sent is sent on both. Said once the first packets of every stream are there; at once by who neither sends nor receives.',
    fields: {
      leg: 'The leg of `media-move`.',
      gapMs:
        'Longest pauses between two packets (in a browser: between two rendered frames, and sound made up), since `media-move`, ms; null: nothing was expected.',
    },
    answer: 'ack',
    refusals: ['stale-leg', 'log-unavailable'],
    follows: 'Everybody gets `media-switched` when all have said it.',
  },
  signal: {
    about:
      'Mesh: a description or a candidate for another participant, carried as it is. Candidates have a budget of their own.',
    fields: { to: 'Who gets it.', data: 'What they get.' },
    answer: 'ack',
    refusals: ['no-such-participant', 'log-unavailable'],
    follows: 'The other one gets `signal`.',
  },
} as const satisfies ClientNotes<
  | 'media'
  | 'publish'
  | 'unpublish'
  | 'answer'
  | 'resubscribe'
  | 'candidate'
  | 'quality'
  | 'leg-ready'
  | 'signal'
>;
