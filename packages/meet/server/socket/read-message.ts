import { clientMessageSchema, commandId, type ClientMessage } from '@stoa/protocol';

export type Incoming =
  | { readonly ok: true; readonly message: ClientMessage }
  /** `re`: the message's id where it has a readable one. */
  | { readonly ok: false; readonly re: string | null; readonly reason: string };

const clip = (text: string) => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

function readableId(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null;
  const id = commandId.safeParse(value.id);
  return id.success ? id.data : null;
}

/** Reads what a client sent: JSON, a known type, fields that fit. Never throws. */
export function readMessage(text: string): Incoming {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, re: null, reason: 'this is not JSON' };
  }
  const parsed = clientMessageSchema.safeParse(value);
  if (parsed.success) return { ok: true, message: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  const what = issue?.message ?? 'it does not fit';
  return { ok: false, re: readableId(value), reason: clip(where ? `${where}: ${what}` : what) };
}
