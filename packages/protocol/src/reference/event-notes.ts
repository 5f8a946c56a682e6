import type { EventNotes } from './notes.ts';

/** `at` and `participant` mean the same in all of them. */
export const eventNotes = {
  joined: {
    about: 'Somebody came in, or waits at the door.',
    fields: { name: 'What others see.', role: 'Absent: participant.' },
  },
  connected: {
    about: 'Their connection was made (generation 1), or made anew (2, 3, …).',
    fields: { generation: 'Its number; older ones no longer count.', backend: 'Where it is.' },
  },
  disconnected: {
    about: 'The connection of that generation broke. The place is kept for the grace time.',
    fields: { generation: 'Its number.' },
  },
  left: {
    about: 'They are gone.',
    fields: {
      reason: '`timeout`: the place was given up.',
      message: 'Only in the log; clients get it with `bye`.',
    },
  },
  media: {
    about: 'Microphone and camera.',
    fields: { audio: 'The microphone is on.', video: 'The camera is on.' },
  },
  chat: {
    about: 'Somebody said something.',
    fields: {
      id: 'Of the command; with `participant` it names the message.',
      name: 'The sender’s at that time.',
      text: 'What was said.',
      to: 'A private message, for this participant.',
    },
  },
  placed: {
    about: 'Media of the room runs on this SFU, and has to be published there. Nothing is published yet.',
    fields: {
      sfu: 'Null: from participant to participant.',
      leg: 'It moved without a break: publications there follow in the same batch.',
    },
  },
  published: {
    about: 'Their media is up on the SFU and can be subscribed to; the backend subscribes for its clients.',
    fields: { kinds: 'Which.' },
  },
  unpublished: { about: 'It no longer is.', fields: {} },
  role: {
    about:
      'A new role. A host replaces the former one, who becomes co-host. From `waiting`: they were let in.',
    fields: { role: 'Which.', by: 'Who gave it; null: the rules of the room.' },
  },
  hand: {
    about: 'A hand was raised or lowered.',
    fields: { raised: 'Up or down.', by: 'The moderator who lowered it; absent: their own doing.' },
  },
  muted: {
    about: 'A moderator muted them.',
    fields: { by: 'Who; null: the rules of the room.' },
  },
  'chat-deleted': {
    about: 'A message was taken out of the chat. `participant` is its author.',
    fields: {
      id: 'Of the message.',
      by: 'Who did it; null: the rules of the room.',
      to: 'Receiver of a private message; only author and receiver get the event.',
    },
  },
  settings: {
    about: 'The room’s settings. What is absent stays as it is.',
    fields: {
      by: 'Who; null: the rules of the room.',
      locked: 'Nobody new comes in.',
      waitingRoom: 'New people wait until they are let in.',
      passcode: 'New people are asked for one. It is nowhere to be seen itself.',
      screenShare: 'Who may share a screen.',
    },
  },
  screen: {
    about: 'They asked to share a screen, were allowed to, or share; without a state: none of it any more.',
    fields: { state: 'Which.', by: 'Whose doing that is.' },
  },
} as const satisfies EventNotes;
