import {
  bearerProtocol,
  connectionTestPath,
  limits,
  socketPath,
  subprotocol,
  ticketsPath,
} from '@stoa/protocol';
import { defaultSettings } from '../../../packages/meet/server/settings.ts';

const { helloMs, pingMs, inFlight, messageRate, candidateRate, reportRate, refusedInRow, queueBytes } =
  defaultSettings;
const rate = ({ perSecond, burst }: { perSecond: number; burst: number }) =>
  `${perSecond} a second, ${burst} at once`;

/** What happens in which order: the part of the page that no schema holds. */
export const flow = `## Connection

- A WebSocket at \`${socketPath}\` of any session backend, with the subprotocol \`${subprotocol}\`: the number is the major
  version. A token travels beside it, as \`${bearerProtocol}<token>\` in the same header; or as a ticket in \`hello\`, got with
  \`POST ${ticketsPath}\` and \`Authorization: Bearer <token>\` → \`{ "ticket", "expiresInMs" }\`. Never in the URL.
- Refused before it opens, with HTTP and a text of \`code: message\`: 404 \`not-found\` (another path), 400
  \`subprotocol-missing\`, 403 \`origin-refused\`, 429 \`too-many\` (connections of this address; \`Retry-After\`), 503
  \`draining\`.
- A proxy in front may name the connection in \`X-Request-Id\`: the backend's log lines carry it as \`request\`, beside
  \`connection\`, its own number. Answers over HTTP bring it back, or one of the backend's making.
- Every message is one text frame with one JSON object. Its \`type\` says which.
- Every message of a client has an \`id\` of the client's making. Exactly one \`ack\`, \`error\` or named answer carries it back
  as \`re\`. Answers may come in another order than the messages. An \`error\` with \`re: null\` answers something whose \`id\`
  could not be read. A message that is sent again with the same \`id\` after a broken connection is not carried out twice
  where that would show (\`chat\`).
- What a client sends must have no other fields than those below. What a backend sends may have more in later versions:
  clients pass over fields and types of messages that they do not know.
- WebSocket pings of the backend have to be answered, as every WebSocket library does.

## From joining to leaving

1. **Join.** Open, send \`hello\` within ${helloMs / 1_000} s, get \`welcome\`: who one is, the room as a snapshot at some \`version\`,
   ICE servers, and whether media goes over an SFU or in a mesh. Who has to wait gets an empty room, and \`admitted\` later.
2. **Follow.** The room is a log; \`events\` carries it on, gaplessly, from version to version. The view of a room is what its
   events make of it, so everybody has the same. With a gap, send \`sync\`.
3. **Media over an SFU.** \`publish\` an offer of one sending PeerConnection (microphone first, then camera in three
   layers, then screens), \`candidate\`s as they come; get \`published\`. What others send comes as \`offer\` of one receiving
   PeerConnection; send \`answer\`. \`quality\` says how large each picture is shown. \`media-lost\`: publish anew.
   **In a mesh** (at most ${limits.meshParticipants} people): one PeerConnection to each other participant, by \`signal\`. Who has come later
   offers to those who are there; when two offer at once, the greater participant id gives way (WebRTC 1.0 §10.7).
4. **Come back.** When the connection breaks, open another one on any of \`backends\` and send \`hello\` with \`resume\`: same
   participant, role, hand, chat and, where \`media\` says \`kept\`, the same PeerConnections. The older connection, if it
   still stands, gets \`bye\` (\`replaced\`). The place is kept for the grace time; after it, \`resume-refused\`.
5. **Move.** A backend that goes sends \`move\`. Do as in 4 on another backend while this connection still works, and
   close it after the new \`welcome\`. Nothing is lost in between: the versions tell.
6. **Move to another SFU.** \`media-move\` names a new leg (a number): publish there too, answer its offers, send
   \`leg-ready\`. \`media-switched\`: it is the present leg, close the old PeerConnections. \`media-kept\`: close the new ones.
   Messages without \`leg\` mean the present one.
7. **Another relay.** \`relay-move\`: take the new ICE servers, restart ICE on all connections, send \`relay-moved\`.
   Credentials end: ask with \`ice-servers\` in time.
8. **Leave.** \`leave\`, \`ack\`, \`bye\`, and the connection is closed.

Before joining, \`POST ${connectionTestPath}\` gives ICE servers to test with.

## Limits

| what | limit | beyond it |
| --- | --- | --- |
| a message | \`maxMessageBytes\` of the backend | close 1009 |
| messages of a connection | ${rate(messageRate)} | \`too-many\` |
| its ICE candidates | ${rate(candidateRate)} | \`too-many\` |
| its reports | ${rate(reportRate)} | \`too-many\` |
| messages without answer | ${inFlight} | \`too-many\` |
| refused messages in a row | ${refusedInRow} | close 4400 |
| time to \`hello\` | ${helloMs / 1_000} s | \`bye\`, close 4408 |
| time to answer a WebSocket ping | ${pingMs / 1_000} s | \`bye\`, close 4408 |
| bytes that wait for the client | ${queueBytes.toLocaleString('en')} | close 4429 |
| screens shared at a time | ${limits.screens} | \`not-allowed\` |
| people in a mesh | ${limits.meshParticipants} | \`room-full\` |
`;
