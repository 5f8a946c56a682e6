import { admitted, type ErrorCode, type Role, type RoomEvent } from '@stoa/protocol';
import type { Command } from './commands.ts';
import type { RoomState } from './room-state.ts';

type Join = Extract<Command, { type: 'join' }>;
type Entry =
  | { readonly ok: true; readonly role: Role }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string };

function hostOf({ view }: RoomState) {
  return admitted(view.participants).find((person) => person.role === 'host');
}

/**
 * As what somebody comes in. Whoever finds nobody who has been let in becomes host; two who try at once are told
 * apart by the log, which takes one append for a version. A lock and a waiting room need somebody behind them, a
 * passcode holds always. A token goes before all that: it makes a host or co-host whatever is closed, or somebody who
 * never leads a room by coming first.
 */
export function decideEntry(state: RoomState, command: Join): Entry {
  const { passcode, view } = state;
  const granted = command.identity?.granted;
  if (granted === 'host' || granted === 'cohost') return { ok: true, role: moderatorRole(state, granted) };
  if (passcode && !command.passcode) {
    return { ok: false, code: 'passcode-required', message: 'this room asks for a passcode' };
  }
  if (passcode && (command.passcode?.salt !== passcode.salt || command.passcode.hash !== passcode.hash)) {
    return { ok: false, code: 'passcode-wrong', message: 'this is not the passcode of the room' };
  }
  const empty = admitted(view.participants).length === 0;
  if (empty) return { ok: true, role: command.knocks || granted ? 'waiting' : 'host' };
  if (view.settings.locked) {
    return { ok: false, code: 'room-locked', message: 'the room is locked; nobody new comes in' };
  }
  return { ok: true, role: command.knocks || view.settings.waitingRoom ? 'waiting' : 'participant' };
}

/** There is one host: the first whose token says so. */
function moderatorRole(state: RoomState, granted: 'host' | 'cohost'): Role {
  const host = hostOf(state);
  const taken = host !== undefined && state.seats[host.id]?.granted === 'host';
  return granted === 'host' && !taken ? 'host' : 'cohost';
}

/** A host who is so by coming first, or by succession, makes room for the one whose token says so. */
export function stepDown(state: RoomState, role: Role, at: number): RoomEvent[] {
  const host = role === 'host' ? hostOf(state) : undefined;
  if (!host) return [];
  const rest = state.seats[host.id]?.granted ?? 'cohost';
  return [{ type: 'role', at, participant: host.id, role: rest === 'host' ? 'cohost' : rest, by: null }];
}
