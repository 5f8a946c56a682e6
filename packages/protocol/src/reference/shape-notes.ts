import type { z } from 'zod';
import type { LegGaps } from '../leg-messages.ts';
import type { IceServer, RemoteStream, SignalData, Sync } from '../messages.ts';
import type { PictureWant } from '../quality.ts';
import type { ChatView, ParticipantView, RoomSettings, RoomView } from '../room-view.ts';
import { candidateSchema, iceServerSchema, signalDataSchema, streamSchema, syncSchema } from '../messages.ts';
import { legGapsSchema } from '../leg-messages.ts';
import { pictureWantSchema } from '../quality.ts';
import { chatViewSchema, participantViewSchema, roomSettingsSchema, roomViewSchema } from '../room-view.ts';

type KeysOf<M> = M extends unknown ? keyof M : never;

interface Shape<M> {
  readonly schema: z.ZodType<M>;
  readonly about: string;
  readonly fields: { readonly [K in KeysOf<M>]: string };
}

function shape<M>(schema: z.ZodType<M>, about: string, fields: Shape<M>['fields']): Shape<M> {
  return { schema, about, fields };
}

type Candidate = NonNullable<z.infer<typeof candidateSchema>>;

/** What messages are made of, by the name that the reference gives it. */
export const shapes = {
  Sync: shape<Sync>(syncSchema, 'How a client gets to the newest version.', {
    kind: '`events`: what was missed; `snapshot`: the room, in place of what the client has.',
    from: 'The version that the events follow on.',
    version: 'The version after them.',
    events: 'In order.',
    view: 'The room.',
  }),
  RoomView: shape<RoomView>(
    roomViewSchema,
    'The room as one client sees it: what its events, in order, make of an empty one.',
    {
      room: 'Name of the room.',
      version: 'Of the log.',
      sfu: 'Name of the SFU; null: from participant to participant.',
      participants: 'In order of joining.',
      chat: 'Oldest first, bounded.',
      hands: 'Raised ones, the longest-raised first.',
      settings: 'Of the room.',
    },
  ),
  ParticipantView: shape<ParticipantView>(participantViewSchema, 'Somebody in a room.', {
    id: 'Unique in the room, and new with every join.',
    name: 'What others see.',
    joinedAt: 'ms since the epoch.',
    connected: 'False while the connection is broken and the place is kept.',
    generation: 'Of the connection.',
    audio: 'The microphone is on.',
    video: 'The camera is on.',
    published: 'What can be received through the SFU.',
    role: 'Their role.',
    screen: 'Asked to share, was allowed to, or shares; absent: none of it.',
    silenced: 'A moderator muted them: nobody plays what they send until they unmute; absent: nobody did.',
  }),
  ChatView: shape<ChatView>(chatViewSchema, 'A message of the chat.', {
    id: 'With `participant` it names the message.',
    participant: 'Who said it.',
    name: 'Their name at that time.',
    text: 'What was said.',
    at: 'ms since the epoch.',
    to: 'A private message, for this participant.',
  }),
  RoomSettings: shape<RoomSettings>(roomSettingsSchema, 'Rules of a room.', {
    locked: 'Nobody new comes in.',
    waitingRoom: 'New people wait until a moderator lets them in.',
    passcode: 'New people are asked for a passcode.',
    screenShare: 'Who may share a screen; absent: everyone.',
  }),
  RemoteStream: shape<RemoteStream>(streamSchema, 'A section of an `offer`.', {
    mid: 'Of the section (RFC 8843).',
    participant: 'Whose.',
    kind: 'Sound or picture.',
    source: 'Camera (and microphone), or screen.',
    active: 'False: nothing comes over it at the moment.',
  }),
  IceServer: shape<IceServer>(iceServerSchema, 'An entry of RTCConfiguration.iceServers.', {
    urls: '`stun:`, `turn:` and `turns:`.',
    username: 'For TURN.',
    credential: 'For TURN.',
  }),
  SignalData: shape<SignalData>(signalDataSchema, 'What one mesh participant tells another.', {
    kind: 'What it is.',
    type: 'Of the description.',
    sdp: 'The description.',
    candidate: 'Null: there are no more.',
  }),
  Candidate: shape<Candidate>(candidateSchema.unwrap(), 'RTCIceCandidateInit.', {
    candidate: 'The candidate line.',
    sdpMid: 'Its section.',
    sdpMLineIndex: 'Number of its section.',
  }),
  LegGaps: shape<LegGaps>(legGapsSchema, 'The longest pauses, ms; null: nothing was expected.', {
    audio: 'Between two packets; in a browser the longest stretch of sound that was made up.',
    video: 'Between two packets, or rendered frames.',
  }),
  PictureWant: shape<PictureWant>(pictureWantSchema, 'How a picture of somebody else is shown.', {
    participant: 'Whose.',
    source: 'Camera or screen.',
    height: 'Pixels of the screen.',
  }),
} as const;
