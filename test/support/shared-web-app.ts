import { buildWebApp, sharedWebApp, type BuiltWebApp } from './web-app.ts';

let app: BuiltWebApp | undefined;

/** One build of the web app for all files of a run (vitest globalSetup): the source does not change meanwhile. */
export async function setup(): Promise<void> {
  app = await buildWebApp();
  process.env[sharedWebApp] = app.folder;
}

export async function teardown(): Promise<void> {
  delete process.env[sharedWebApp];
  await app?.[Symbol.asyncDispose]();
}
