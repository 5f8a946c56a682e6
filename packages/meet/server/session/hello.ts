import { createHash, randomBytes } from 'node:crypto';
import type { ClientMessage, IceServer, PasscodeHash, ServerMessage } from '@stoa/protocol';
import type { BackendConfig } from '@stoa/toolkit/config';
import type { Room, Rooms } from '../rooms/index.ts';
import type { MediaManager } from '../sfu/index.ts';
import type { Connection } from '../socket/index.ts';
import { generationOf, isWaiting } from '../state/index.ts';
import { hashPasscode } from './passcode.ts';
import type { Member, Participants } from './participants.ts';
import { seatIdentity, type Standing } from './standing.ts';

type Hello = Extract<ClientMessage, { type: 'hello' }>;
type Welcome = Extract<ServerMessage, { type: 'welcome' }>;

/** Gives each participant ICE servers. */
export interface IceServerSource {
  iceServersFor(participant: string): {
    readonly iceServers: IceServer[];
    /** ms since the epoch; null where nothing expires. */
    readonly expireAt: number | null;
  };
}

export interface HelloDeps {
  readonly config: BackendConfig;
  readonly rooms: Rooms;
  readonly participants: Participants;
  readonly media: MediaManager;
  readonly relays: IceServerSource;
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
export async function sayHello(
  deps: HelloDeps,
  connection: Connection,
  hello: Hello,
  standing: Standing,
): Promise<Member> {
  if (!hello.resume) await deps.rooms.makeSureOfPlace(hello.room, deps.config.maxRooms);
  return deps.rooms.use(hello.room, (room) =>
    deps.participants.arriving(room, () =>
      hello.resume ? resume(deps, connection, hello, room) : join(deps, connection, hello, room, standing),
    ),
  );
}

async function join(
  deps: HelloDeps,
  connection: Connection,
  hello: Hello,
  room: Room,
  { identity, knocks }: Standing,
): Promise<Member> {
  const participant = newParticipantId();
  const token = randomBytes(32).toString('base64url');
  const passcode = await saltedPasscode(hello, room);
  await room.execute({
    type: 'join',
    participant,
    name: identity?.name ?? hello.name,
    tokenHash: hashOf(token),
    backend: deps.config.name,
    ...(passcode ? { passcode } : {}),
    ...(identity ? { identity: seatIdentity(identity) } : {}),
    knocks,
  });
  const waiting = isWaiting(room.state, participant);
  const member = { room, participant, generation: 1, connection, waiting, user: identity?.user };
  admit(deps, hello, member, { token, resumed: false, media: 'none' });
  if (!waiting) deps.media.join(room, participant, 1);
  return member;
}

/** What a newcomer gave as passcode, with the room's salt; undefined where neither asks for one. */
async function saltedPasscode({ passcode }: Hello, room: Room): Promise<PasscodeHash | undefined> {
  if (passcode === undefined) return undefined;
  await room.catchUp();
  const known = room.state.passcode;
  return known ? hashPasscode(passcode, known.salt) : undefined;
}

async function resume(deps: HelloDeps, connection: Connection, hello: Hello, room: Room): Promise<Member> {
  const token = hello.resume?.token ?? '';
  const tokenHash = hashOf(token);
  const state = await room.execute({ type: 'resume', tokenHash, backend: deps.config.name });
  const participant = Object.keys(state.seats).find((id) => state.seats[id]?.tokenHash === tokenHash) ?? '';
  const generation = generationOf(state, participant);
  const media = isWaiting(room.state, participant)
    ? 'none'
    : await deps.media.resume(room, participant, generation);
  const waiting = isWaiting(room.state, participant);
  const user = room.state.seats[participant]?.user ?? undefined;
  const member = { room, participant, generation, connection, waiting, user };
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
  const { iceServers, expireAt } = member.waiting
    ? { iceServers: [], expireAt: null }
    : deps.relays.iceServersFor(participant);
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
    mode: modeOf(room),
    iceServers,
    iceServersExpireAt: expireAt,
    sync: room.syncSince(hello.resume?.version ?? 0, participant),
    media: how.media,
  });
}

/** Gives somebody who waited what the welcome held back, and readies their media. */
export function letIn(deps: Pick<HelloDeps, 'relays' | 'media'>, member: Member): void {
  const { room, participant, generation, connection } = member;
  const { iceServers, expireAt } = deps.relays.iceServersFor(participant);
  connection.send({
    type: 'admitted',
    mode: modeOf(room),
    iceServers,
    iceServersExpireAt: expireAt,
    sync: room.syncSince(0, participant),
  });
  deps.media.join(room, participant, generation);
}

function modeOf(room: Room): Welcome['mode'] {
  return room.state.placement?.sfu ? 'sfu' : 'mesh';
}
