/** What a key does; each is also a button of the call, which carries the name as `shortcut`. */
export type ShortcutAction =
  | 'microphone'
  | 'camera'
  | 'hand'
  | 'reactions'
  | 'screen'
  | 'chat'
  | 'people'
  | 'details'
  | 'layout'
  | 'leave'
  | 'help';

export interface Shortcut {
  readonly action: ShortcutAction;
  /** As typed: a letter without regard to case, or the sign itself. */
  readonly key: string;
  /** With the shift key; a sign that needs it anyway has none. */
  readonly shift?: true;
}

/** One table for the keys, the list of them and the hints on the buttons. */
export const shortcuts: readonly Shortcut[] = [
  { action: 'microphone', key: 'm' },
  { action: 'camera', key: 'v' },
  { action: 'screen', key: 's' },
  { action: 'hand', key: 'h' },
  { action: 'reactions', key: 'r' },
  { action: 'chat', key: 'c' },
  { action: 'people', key: 'p' },
  { action: 'layout', key: 'l' },
  { action: 'details', key: 'd' },
  // With shift, since it cannot be taken back.
  { action: 'leave', key: 'q', shift: true },
  { action: 'help', key: '?' },
];

/** The part of a key event that counts. */
export type Stroke = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>;

/** Where a keyboard writes another alphabet, the place of the key decides. */
function typed({ key, code }: Stroke): string {
  if (/^[!-~]$/.test(key)) return key.toLowerCase();
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? key;
}

/** The shortcut that a key event means; with Ctrl, Alt or Cmd it is the browser's. Pure. */
export function shortcutOf(stroke: Stroke): Shortcut | null {
  if (stroke.ctrlKey || stroke.altKey || stroke.metaKey) return null;
  const key = typed(stroke);
  const isLetter = /^[a-z]$/.test(key);
  return (
    shortcuts.find((one) => one.key === key && (!isLetter || stroke.shiftKey === (one.shift === true))) ??
    null
  );
}

/** Key of an action as `aria-keyshortcuts` and people want it: `M`, `Shift+Q`. */
export function keysOf(action: ShortcutAction): string {
  const { key = '', shift = false } = shortcuts.find((one) => one.action === action) ?? {};
  return shift ? `Shift+${key.toUpperCase()}` : key.toUpperCase();
}
