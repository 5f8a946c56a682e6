import { isModerator, outranks } from '@stoa/protocol';
import type { ParticipantView } from '@stoa/protocol';
import type { RemoteScreens } from '../../media/index.ts';
import type { SessionState } from '../../session/index.ts';

/** A screen on the stage. */
export interface StageScreen {
  /** Of its tile. */
  readonly id: string;
  readonly participant: string;
  readonly owner: string;
  readonly own: boolean;
  /** Null while the picture is on its way. */
  readonly stream: MediaStream | null;
  /** A moderator may stop it. */
  readonly stoppable: boolean;
}

type Room = Pick<SessionState, 'view' | 'me'>;

function personIn({ view, me }: Room): ParticipantView | undefined {
  return view.participants.find(({ id }) => id === me);
}

/** Screens that are shared, in the order in which their owners joined. Pure. */
export function screensOf(room: Room, remote: RemoteScreens, own: MediaStream | null): StageScreen[] {
  const person = personIn(room);
  return room.view.participants
    .filter(({ screen }) => screen === 'sharing')
    .map(({ id, name, role }) => {
      const mine = id === room.me;
      return {
        id: `${id}/screen`,
        participant: id,
        owner: name,
        own: mine,
        stream: mine ? own : (remote[id] ?? null),
        stoppable: !mine && person !== undefined && isModerator(person.role) && outranks(person.role, role),
      };
    });
}

/** Who waits for a moderator's word, for those who can give it. Pure. */
export function requestsOf(room: Room): readonly Pick<ParticipantView, 'id' | 'name'>[] {
  const person = personIn(room);
  if (person === undefined || !isModerator(person.role)) return [];
  return room.view.participants.filter(({ screen }) => screen === 'asked');
}
