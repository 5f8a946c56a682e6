import { join, resolve } from 'node:path';

/** Where things are in the state folder; all absolute. */
export interface StatePaths {
  readonly root: string;
  readonly state: string;
  readonly secrets: string;
  /** Written by the supervisor while it lives. */
  readonly run: string;
  readonly launch: string;
  readonly config: string;
  readonly data: string;
  readonly logs: string;
  readonly tls: string;
  readonly caFile: string;
  readonly caKeyFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly evidence: string;
}

/** @param stateDir as in the config; relative to `baseDir`, the config file's folder */
export function statePaths(baseDir: string, stateDir: string): StatePaths {
  const root = resolve(baseDir, stateDir);
  const tls = join(root, 'tls');
  return {
    root,
    state: join(root, 'state.json'),
    secrets: join(root, 'secrets.json'),
    run: join(root, 'run.json'),
    launch: join(root, 'launch.json'),
    config: join(root, 'config'),
    data: join(root, 'data'),
    logs: join(root, 'logs'),
    tls,
    caFile: join(tls, 'ca.pem'),
    caKeyFile: join(tls, 'ca-key.pem'),
    certFile: join(tls, 'cert.pem'),
    keyFile: join(tls, 'key.pem'),
    evidence: join(root, 'evidence'),
  };
}

/** Names that Stoa itself puts into the state folder. */
export const ownNames: readonly string[] = [
  'state.json',
  'secrets.json',
  'run.json',
  'launch.json',
  'config',
  'data',
  'logs',
  'tls',
  'evidence',
];
