export { ShortcutHelp, ShortcutSwitch } from './shortcut-help.tsx';
export { keysOf, type ShortcutAction } from './table.ts';
export { useShortcuts } from './use-shortcuts.ts';
