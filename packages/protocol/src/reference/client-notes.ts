import type { ClientMessage, ErrorCode, ServerMessage } from '../messages.ts';
import { connectionNotes } from './connection-notes.ts';
import { mediaNotes } from './media-notes.ts';
import type { ClientNote, ClientNotes } from './notes.ts';
import { roomNotes } from './room-notes.ts';

type Type = ClientMessage['type'];

/** Every message of clients; one that is not here, or a field without a word, does not compile. */
export const clientNotes = {
  ...connectionNotes,
  ...mediaNotes,
  ...roomNotes,
} as const satisfies ClientNotes<Type>;

/** What any message may be refused with. */
export const anyRefusals: readonly ErrorCode[] = ['bad-message', 'too-many', 'internal'];
/** And any but `hello` and `ping`; `not-allowed` also says that a newer connection took over. */
export const roomRefusals: readonly ErrorCode[] = ['not-joined', 'not-allowed'];
const withoutRole: ReadonlySet<Type> = new Set(['hello', 'ping']);

/** What is the same for all types. */
type AnyNote = Pick<ClientNote<'ping'>, 'about' | 'answer' | 'refusals' | 'follows'>;

function noteOf(type: Type): AnyNote {
  return clientNotes[type];
}

/** All codes that a message of this type may be refused with. */
export function refusalsOf(type: Type): ErrorCode[] {
  const general = withoutRole.has(type) ? anyRefusals : [...anyRefusals, ...roomRefusals];
  return [...new Set([...general, ...noteOf(type).refusals])];
}

/** Type of the message that answers one which was carried out. */
export function answerOf(type: Type): ServerMessage['type'] {
  return noteOf(type).answer;
}
