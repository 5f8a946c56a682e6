import { expect, test } from 'vitest';
import { commandPath } from './command-entry.ts';
import { commandTable } from './command-table.ts';

test.each([
  [[], []],
  [['up'], ['up']],
  [['-o', 'json', 'status'], ['status']],
  [['--output=json', 'status'], ['status']],
  [
    ['--debug', 'turn', 'check', 'turn:x'],
    ['turn', 'check'],
  ],
  [
    ['turn', '--json', 'key'],
    ['turn', 'key'],
  ],
  [['up', 'down'], ['up']],
  [['evidence', 'nonsense', 'list'], ['evidence']],
  [['--', 'up'], []],
])('%j names %j', (argv, path) => {
  expect(commandPath(argv, commandTable)).toEqual(path);
});
