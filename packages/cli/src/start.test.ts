import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { bin } from './testing/run-bin.ts';

/** Libraries that take longer to load than the rest of the CLI does: for calls, certificates and streams. */
const heavy = ['werift', '@peculiar/x509', 'ws', 'tar'];
/** Runs before the command, and writes the packages that it loaded. */
const listing = `
  import { registerHooks } from 'node:module';
  const loaded = new Set();
  registerHooks({
    load(url, context, next) {
      loaded.add(/.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1]);
      return next(url, context);
    },
  });
  process.on('exit', () => process.stderr.write(JSON.stringify([...loaded].filter(Boolean))));`;

function packagesOf(command: string): string[] {
  const script = `data:text/javascript,${encodeURIComponent(listing)}`;
  const args = ['--import', script, bin, ...command.split(' '), '--help'];
  const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return JSON.parse(stderr) as string[];
}

test.each([
  'plan',
  'diff',
  'apply',
  'history',
  'rollback',
  'drift',
  'destroy',
  'preflight',
  'validate',
  'status',
])('stoa %s loads nothing that it does not need to start', (command) => {
  const packages = packagesOf(command);
  expect(packages).toContain('commander');
  expect(heavy.filter((name) => packages.includes(name))).toEqual([]);
});

test('what places calls does load it: the list is right', () => {
  expect(packagesOf('call')).toEqual(expect.arrayContaining(['werift', '@peculiar/x509']));
});
