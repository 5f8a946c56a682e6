import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startChild } from './child.ts';

const root = resolve(import.meta.dirname, '../..');

/** Names the folder that a whole run shares, see shared-web-app.ts. */
export const sharedWebApp = 'STOA_TEST_WEB_APP';

export interface BuiltWebApp extends AsyncDisposable {
  /** For `webRoot` of a session backend's configuration. */
  readonly folder: string;
}

/**
 * Builds the web app as a release would, into a folder of its own, so that tests never see an old build; a run of the
 * browser suite has done that at its start. In a process
 * of its own: the test runner's NODE_ENV would make it a development build.
 */
export async function buildWebApp(): Promise<BuiltWebApp> {
  const shared = process.env[sharedWebApp];
  if (shared) return { folder: shared, [Symbol.asyncDispose]: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), 'stoa-web-'));
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const args = [
    vite,
    'build',
    join(root, 'packages/meet/web'),
    '--outDir',
    folder,
    '--emptyOutDir',
    '--logLevel',
    'warn',
  ];
  const child = startChild(process.execPath, args, { NODE_ENV: 'production' });
  const { code } = await child.exited;
  // A build that warns about something fails as well.
  if (code !== 0 || child.output() !== '')
    throw new Error(`the web app could not be built:\n${child.output()}`);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
