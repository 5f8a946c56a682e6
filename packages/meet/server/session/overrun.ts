import type { StoaError } from '@stoa/toolkit/base';
import { refusal } from '../errors.ts';
import type { Overrun } from '../guard/index.ts';

const words: Readonly<Record<Overrun['reason'], string>> = {
  origin: 'pages of this origin may not connect',
  'address-connections': 'too many new connections from this address',
  'address-hellos': 'too many attempts to join from this address',
  'address-passcodes': 'too many wrong passcodes from this address',
  'address-auth': 'too many refused tokens from this address',
  'address-tests': 'too many connection tests from this address',
  'all-tests': 'too many connection tests',
  'room-passcodes': 'too many wrong passcodes for this room; newcomers have to wait',
  'user-joins': 'this user joins too often',
  'user-messages': 'this user sends too many messages, over all connections',
};

/** A refusal that says what there was too much of, and when to try again. */
export function overrun({ reason, retryAfterMs }: Overrun): StoaError<'MEET_REFUSED'> {
  return refusal('too-many', words[reason], retryAfterMs);
}
