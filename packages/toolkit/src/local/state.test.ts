import { describe, expect, test } from 'vitest';
import { freshState, parseStateFile, stateSchema } from './state.ts';

const read = (text: string) => parseStateFile('/x/state.json', text, stateSchema, 'stoa.local.state/');

test('a state file is read back', () => {
  const state = { ...freshState('example'), network: { interface: 'stoa0', address: '127.88.0.1' } };
  expect(read(JSON.stringify(state))).toEqual(state);
});

describe('a corrupt file', () => {
  test.each([
    ['cut off', '{"schema":"stoa.local.state/v1","pla', /state\.json cannot be read: it is not JSON/],
    ['empty', '', /it is not JSON/],
    [
      'a field is wrong',
      '{"schema":"stoa.local.state/v1","platform":7,"network":null,"deployment":null}',
      /platform: .*stoa\.local\.state\/v1/,
    ],
    ['of a later version', '{"schema":"stoa.local.state/v9"}', /stoa\.local\.state\/v9/],
  ])('%s', (_what, text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        code: 'LOCAL_STATE_CORRUPT',
        hint: expect.stringContaining('delete /x/state.json'),
      }),
    );
  });
});

test.each(['{"name":"my-app"}', '[]', 'null', '"text"', '{"schema":"other/v1"}'])(
  'a foreign file is told as such: %s',
  (text) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        code: 'LOCAL_STATE_FOREIGN',
        hint: expect.stringContaining('target.stateDir'),
      }),
    );
  },
);
