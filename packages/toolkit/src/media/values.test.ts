import { expect, test } from 'vitest';
import { plainValue, quote } from './values.ts';

test('quoting keeps one value one value', () => {
  expect(quote('a"b\\c', 'x')).toBe('"a\\"b\\\\c"');
  expect(plainValue('a=b+/c', 'x')).toBe('a=b+/c');
});

test.each(['line\nbreak', 'zero\u0000byte', 'tab\there'])('control characters are refused: %j', (text) => {
  expect(() => quote(text, 'redis.password')).toThrow(/redis\.password holds a control character/);
  expect(() => plainValue(text, 'turn.secret')).toThrow(/turn\.secret/);
});

test.each(['"quoted"', '#comment', ' space', "end'"])('coturn could not read %j', (text) => {
  expect(() => plainValue(text, 'turn.secret')).toThrow(
    expect.objectContaining({ code: 'MEDIA_VALUE_UNUSABLE' }),
  );
});
