import type { ChatView } from './room-view.ts';

/** How much of the chat a view keeps: the newest messages, as many as fit into both. */
export interface ChatBounds {
  readonly messages: number;
  /** Of names and texts, as UTF-8. */
  readonly bytes: number;
}

/** The most that any view keeps; the server may keep less. */
export const chatBounds: ChatBounds = { messages: 1_000, bytes: 4 * 1_048_576 };

/** UTF-8 never needs more bytes for one UTF-16 unit. */
const bytesPerUnit = 3;

const encoder = new TextEncoder();
const known = new WeakMap<ChatView, number>();

/** Bytes of name and text as UTF-8; counted once per message. */
export function chatBytes(message: ChatView): number {
  const counted = known.get(message);
  if (counted !== undefined) return counted;
  const bytes = encoder.encode(message.text).length + encoder.encode(message.name).length;
  known.set(message, bytes);
  return bytes;
}

/** The history with `added` at its end, without the oldest that no longer fit. */
export function withChat(
  chat: readonly ChatView[],
  added: readonly ChatView[],
  keep: ChatBounds,
): ChatView[] {
  if (keep.messages === 0) return [];
  const places = keep.messages - added.length;
  const newest = (places > 0 ? chat.slice(-places) : []).concat(added.slice(-keep.messages));
  // Counting costs; as a rule it is clear without that all of it fits.
  const units = newest.reduce((sum, { name, text }) => sum + name.length + text.length, 0);
  if (units * bytesPerUnit <= keep.bytes) return newest;
  let bytes = 0;
  const tooOld = newest.findLastIndex((one) => (bytes += chatBytes(one)) > keep.bytes);
  return newest.slice(tooOld + 1);
}
