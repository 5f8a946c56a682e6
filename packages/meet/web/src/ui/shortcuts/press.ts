import { shortcutOf } from './table.ts';
import type { ShortcutAction } from './table.ts';

/** What somebody writes into, or what has keys of its own. */
const busy = 'input, textarea, select, [contenteditable], [role="menu"], [role="listbox"], [role="slider"]';

/** Whether the keys go to a field, a menu or a dialog, and are no shortcuts therefore. */
export function keysAreTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return true;
  if (document.querySelector('dialog[open], [aria-modal="true"]') !== null) return true;
  return event.target instanceof Element && event.target.closest(busy) !== null;
}

/** The button of an action, where the page has one that can be pressed. */
export function buttonOf(action: ShortcutAction): HTMLButtonElement | null {
  return document.querySelector(`button[data-shortcut="${action}"]:not(:disabled)`);
}

/** Presses the button that a key stands for: what is not on the page, or not allowed, cannot happen by key either. */
export function pressByKey(event: KeyboardEvent): void {
  if (event.repeat || keysAreTaken(event)) return;
  const shortcut = shortcutOf(event);
  const button = shortcut === null ? null : buttonOf(shortcut.action);
  if (button === null) return;
  event.preventDefault();
  // What opens gives the focus back when it closes: to the button, as if it had been pressed.
  if (button.ariaExpanded !== null || button.ariaHasPopup !== null) button.focus();
  button.click();
}
