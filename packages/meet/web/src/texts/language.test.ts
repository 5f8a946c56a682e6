import { expect, test } from 'vitest';
import { safeStorage } from '../base/index.ts';
import { chooseLanguage, localeFor, readPreferences, storeLanguage } from './language.ts';

test('the address comes before the stored choice, and that before the languages of the browser', () => {
  expect(chooseLanguage({ asked: 'en', stored: 'de', browser: ['de'] })).toBe('en');
  expect(chooseLanguage({ asked: null, stored: 'de', browser: ['en-GB'] })).toBe('de');
  expect(chooseLanguage({ asked: null, stored: null, browser: ['fr', 'de-AT', 'en'] })).toBe('de');
});

test('what is not spoken here is passed over, down to English', () => {
  expect(chooseLanguage({ asked: 'xx', stored: 'constructor', browser: ['DE'] })).toBe('de');
  expect(chooseLanguage({ asked: '', stored: null, browser: ['xx-YY'] })).toBe('en');
});

test('times are written as the browser has it, in the language of the page', () => {
  expect(localeFor('en', ['de-DE', 'en-GB', 'en-US'])).toBe('en-GB');
  expect(localeFor('de', ['en-US'])).toBe('de');
});

test('a stored choice is found again', () => {
  const items = new Map<string, string>();
  const storage = safeStorage(() => ({
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  }));
  expect(readPreferences(storage).stored).toBeNull();
  storeLanguage(storage, 'de');
  expect(readPreferences(storage)).toEqual({ asked: null, stored: 'de', browser: [] });
});
