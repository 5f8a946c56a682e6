import { closeCodes, type LogEvent } from '@stoa/protocol';
import type { Connection } from '../socket/index.ts';

const texts = {
  kicked: 'a moderator sent you out',
  denied: 'you were not let in',
  ended: 'the host ended the meeting',
} as const;

/** Says goodbye to somebody who is no longer in the room; `events` tell why. */
export function sayRemoved(
  { participant, connection }: { readonly participant: string; readonly connection: Connection },
  events: readonly LogEvent[],
): void {
  const left = events.findLast((event) => event.type === 'left' && event.participant === participant);
  if (left?.type !== 'left' || left.reason === 'timeout') {
    connection.bye('timeout', 'the place was given up', closeCodes.normal);
  } else if (left.reason === 'kicked' || left.reason === 'denied') {
    connection.bye(left.reason, left.message ?? texts[left.reason], closeCodes.removed);
  } else if (left.reason === 'ended') {
    connection.bye('ended', texts.ended, closeCodes.normal);
  }
  // Who asked to leave gets the acknowledgement first; the session says goodbye then.
}
