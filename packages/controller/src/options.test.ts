import { expect, it } from 'vitest';
import { peopleIn } from './count-people.ts';
import { readOptions } from './options.ts';

it('reads the command line, or does not understand it', () => {
  const fine = ['--selector', 'a=b,c=d', '--port', '19080'];
  expect(readOptions(fine)).toEqual({ labelSelector: 'a=b,c=d', port: 19_080, periodMs: 5_000 });
  expect(readOptions([...fine, '--period', '30'])?.periodMs).toBe(30_000);
  for (const wrong of [
    [],
    ['--port', '19080'],
    ['--selector', '', '--port', '19080'],
    ['--selector', 'a=b', '--port', '0'],
    ['--selector', 'a=b', '--port', 'web'],
    [...fine, '--period', '0'],
    [...fine, '--period', 'often'],
    [...fine, 'more'],
    [...fine, '--other'],
  ])
    expect(readOptions(wrong), wrong.join(' ')).toBeNull();
});

it('finds the people among the metrics', () => {
  const metrics = '# TYPE stoa_meet_participants gauge\nstoa_meet_participants 12\nstoa_meet_rooms 3\n';
  expect(peopleIn(metrics)).toBe(12);
  expect(() => peopleIn('stoa_meet_participants_total 12\n')).toThrow(/stoa_meet_participants/);
  expect(() => peopleIn('')).toThrow(/stoa_meet_participants/);
});
