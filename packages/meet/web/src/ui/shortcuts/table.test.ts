import { expect, test } from 'vitest';
import { keysOf, shortcutOf, shortcuts } from './table.ts';
import type { Stroke } from './table.ts';

const plain: Stroke = { key: '', code: '', shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
const meant = (stroke: Partial<Stroke>) => shortcutOf({ ...plain, ...stroke })?.action ?? null;

test('no key means two things, no action has two keys', () => {
  expect(new Set(shortcuts.map(({ key }) => key)).size).toBe(shortcuts.length);
  expect(new Set(shortcuts.map(({ action }) => action)).size).toBe(shortcuts.length);
});

test('a letter counts whatever its case, as caps lock may be on', () => {
  expect(meant({ key: 'm', code: 'KeyM' })).toBe('microphone');
  expect(meant({ key: 'M', code: 'KeyM' })).toBe('microphone');
});

test('shift is wanted where the table says so, and nowhere else', () => {
  expect(meant({ key: 'q' })).toBeNull();
  expect(meant({ key: 'Q', shiftKey: true })).toBe('leave');
  expect(meant({ key: 'M', shiftKey: true })).toBeNull();
});

test('a sign counts however the keyboard writes it', () => {
  expect(meant({ key: '?', code: 'Slash', shiftKey: true })).toBe('help');
  expect(meant({ key: '?', code: 'Minus' })).toBe('help');
});

test('the letter written decides; on another alphabet the place of the key', () => {
  expect(meant({ key: 'm', code: 'Semicolon' })).toBe('microphone');
  expect(meant({ key: 'ь', code: 'KeyM' })).toBe('microphone');
});

test.each(['ctrlKey', 'altKey', 'metaKey'] as const)('with %s it belongs to the browser', (held) => {
  expect(meant({ key: 'm', code: 'KeyM', [held]: true })).toBeNull();
});

test('keys are named as people and screen readers want them', () => {
  expect([keysOf('microphone'), keysOf('leave'), keysOf('help')]).toEqual(['M', 'Shift+Q', '?']);
});
