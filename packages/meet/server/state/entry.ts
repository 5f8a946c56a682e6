import { admitted, type ErrorCode, type Role } from '@stoa/protocol';
import type { Command } from './commands.ts';
import type { RoomState } from './room-state.ts';

type Entry =
  | { readonly ok: true; readonly role: Role }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string };

/**
 * As what somebody comes in. Whoever finds nobody who has been let in becomes host; two who try at once are told
 * apart by the log, which takes one append for a version. A lock and a waiting room need somebody behind them, a
 * passcode holds always.
 */
export function decideEntry(state: RoomState, command: Extract<Command, { type: 'join' }>): Entry {
  const { passcode, view } = state;
  if (passcode && !command.passcode) {
    return { ok: false, code: 'passcode-required', message: 'this room asks for a passcode' };
  }
  if (passcode && (command.passcode?.salt !== passcode.salt || command.passcode.hash !== passcode.hash)) {
    return { ok: false, code: 'passcode-wrong', message: 'this is not the passcode of the room' };
  }
  if (admitted(view.participants).length === 0) return { ok: true, role: 'host' };
  if (view.settings.locked) {
    return { ok: false, code: 'room-locked', message: 'the room is locked; nobody new comes in' };
  }
  return { ok: true, role: view.settings.waitingRoom ? 'waiting' : 'participant' };
}
