import type { Command, Context } from './commands.ts';
import { unready } from './migration.ts';
import type { RoomState } from './room-state.ts';

/**
 * What has to be done by itself about where a room is: off an SFU that is gone, and no longer on the way to one that
 * is gone, or that not everybody could be brought to within `moveMs`.
 */
export function dueMove(
  state: RoomState,
  { now, sfus: { up } }: Pick<Context, 'now' | 'sfus'>,
  moveMs: number,
): Command | undefined {
  const { move, placement, view } = state;
  if (!placement?.sfu || view.participants.length === 0) return undefined;
  if (!up.includes(placement.sfu)) return { type: 'move', from: placement.sfu };
  if (!move) return undefined;
  const { leg, sfu } = move;
  if (!up.includes(sfu)) return { type: 'drop', leg, reason: `the SFU ${sfu} is gone` };
  if (move.standby || now - move.at < moveMs) return undefined;
  const late = unready(state).map(({ id }) => id);
  return { type: 'drop', leg, reason: `not ready within ${moveMs} ms: ${late.join(', ')}` };
}
