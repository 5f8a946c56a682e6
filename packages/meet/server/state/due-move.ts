import type { Command, Context } from './commands.ts';
import { unready } from './migration.ts';
import type { RoomState } from './room-state.ts';

/** What of the configuration and the settings is about moves. */
export interface MovePolicy {
  /** Everybody must be ready within this time. */
  readonly moveMs: number;
  /** Rooms hold a leg in reserve on a second SFU. */
  readonly standby: boolean;
}

/**
 * What has to be done by itself about where a room is: off an SFU that is gone, no longer on the way to one that is
 * gone or that not everybody could be brought to in time, and a leg in reserve where that is wanted.
 */
export function dueMove(
  state: RoomState,
  { now, sfus }: Pick<Context, 'now' | 'sfus'>,
  { moveMs, standby }: MovePolicy,
): Command | undefined {
  const { move, placement, view } = state;
  const { up, choice, open = choice === null ? [] : [choice] } = sfus;
  if (!placement?.sfu || view.participants.length === 0) return undefined;
  const from = placement.sfu;
  if (!up.includes(from)) return { type: 'move', from };
  if (!move) {
    const wanted = standby && hasMedia(state) && open.some((name) => name !== from);
    return wanted ? { type: 'begin', from, standby } : undefined;
  }
  const { leg, sfu } = move;
  if (!up.includes(sfu)) return { type: 'drop', leg, reason: `the SFU ${sfu} is gone` };
  if (move.standby) {
    return open.includes(sfu) ? undefined : { type: 'drop', leg, reason: `the SFU ${sfu} is cordoned` };
  }
  if (now - move.at < moveMs) return undefined;
  const late = unready(state).map(({ id }) => id);
  return { type: 'drop', leg, reason: `not ready within ${moveMs} ms: ${late.join(', ')}` };
}

function hasMedia({ seats }: RoomState): boolean {
  return Object.values(seats).some(({ feed }) => feed !== null);
}
