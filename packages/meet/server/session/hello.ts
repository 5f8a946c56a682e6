import { createHash, randomBytes } from 'node:crypto';
import type { ClientMessage, ServerMessage } from '@stoa/protocol';
import type { BackendConfig } from '@stoa/toolkit/config';
import { iceServersFor } from '../ice-servers.ts';
import type { Room, Rooms } from '../rooms/index.ts';
import type { MediaManager } from '../sfu/index.ts';
import type { Connection } from '../socket/index.ts';
import { generationOf } from '../state/index.ts';
import type { Member, Participants } from './participants.ts';

type Hello = Extract<ClientMessage, { type: 'hello' }>;
type Welcome = Extract<ServerMessage, { type: 'welcome' }>;

export interface HelloDeps {
  readonly config: BackendConfig;
  readonly rooms: Rooms;
  readonly participants: Participants;
  readonly media: MediaManager;
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** `p` and 16 of [0-9a-z] from the CSPRNG. */
export function newParticipantId(): string {
  const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';
  // 252 = 7 × 36: the rest would favour the first characters.
  const bytes = [...randomBytes(64)].filter((byte) => byte < 252).slice(0, 16);
  return `p${bytes.map((byte) => alphabet[byte % 36]).join('')}`;
}

/** Lets a connection into a room, anew or again, and welcomes it. @throws MEET_REFUSED, MEET_LOG_UNAVAILABLE */
export function sayHello(deps: HelloDeps, connection: Connection, hello: Hello): Promise<Member> {
  return deps.rooms.use(hello.room, (room) =>
    deps.participants.arriving(room, () =>
      hello.resume ? resume(deps, connection, hello, room) : join(deps, connection, hello, room),
    ),
  );
}

async function join(deps: HelloDeps, connection: Connection, hello: Hello, room: Room): Promise<Member> {
  const participant = newParticipantId();
  const token = randomBytes(32).toString('base64url');
  await room.execute({
    type: 'join',
    participant,
    name: hello.name,
    tokenHash: hashOf(token),
    backend: deps.config.name,
  });
  const member = { room, participant, generation: 1, connection };
  admit(deps, hello, member, { token, resumed: false, media: 'none' });
  deps.media.join(room, participant, 1);
  return member;
}

async function resume(deps: HelloDeps, connection: Connection, hello: Hello, room: Room): Promise<Member> {
  const token = hello.resume?.token ?? '';
  const tokenHash = hashOf(token);
  const state = await room.execute({ type: 'resume', tokenHash, backend: deps.config.name });
  const participant = Object.keys(state.seats).find((id) => state.seats[id]?.tokenHash === tokenHash) ?? '';
  const generation = generationOf(state, participant);
  const media = await deps.media.resume(room, participant, generation);
  const member = { room, participant, generation, connection };
  admit(deps, hello, member, { token, resumed: true, media });
  deps.media.welcomed(room, participant);
  return member;
}

function admit(
  deps: HelloDeps,
  hello: Hello,
  member: Member,
  how: { token: string; resumed: boolean; media: Welcome['media'] },
): void {
  const { room, participant, generation, connection } = member;
  const { iceServers, expireAt } = iceServersFor(deps.config.turn, participant);
  // From here to the welcome nothing waits: the next events follow exactly on the state that is sent.
  deps.participants.add(member);
  connection.send({
    type: 'welcome',
    re: hello.id,
    participant,
    generation,
    resumed: how.resumed,
    resumeToken: how.token,
    backend: deps.config.name,
    backends: deps.config.backendUrls,
    mode: room.state.placement?.sfu ? 'sfu' : 'mesh',
    iceServers,
    iceServersExpireAt: expireAt,
    sync: room.syncSince(hello.resume?.version ?? 0),
    media: how.media,
  });
}
