import { readFile } from 'node:fs/promises';
import type { ComponentKind, LocalPlan, LocalUrls, MissingPart } from './model.ts';
import { localErrors } from './local-errors.ts';
import { relayUrls } from '../media/index.ts';
import { findRunning } from './stop.ts';
import { statePaths, type StatePaths } from './state-paths.ts';
import { readState } from './state.ts';
import { readLaunch } from './supervisor/index.ts';

/** A platform that runs, as `up` leaves it and as other commands find it. */
export interface RunningPlatform {
  readonly platform: string;
  readonly mediaAddress: string;
  readonly urls: LocalUrls;
  /** PEM file of the CA that signed the certificates of HTTPS and TURN over TLS. */
  readonly caFile: string;
  readonly evidenceDir: string;
  readonly components: readonly { readonly name: string; readonly kind: ComponentKind }[];
  readonly missing: readonly MissingPart[];
}

export interface UpReport extends RunningPlatform {
  /** It was running with this very plan, and was only verified. */
  readonly alreadyRunning: boolean;
}

/**
 * Where a browser opens a room. On this machine plain HTTP on 127.0.0.1 is the right one, since browsers treat it as
 * secure and need not know our CA; other devices need HTTPS.
 */
export function roomUrl(urls: LocalUrls, room: string, from: 'here' | 'network' = 'here'): string {
  const base = (from === 'here' ? urls.http : urls.https)[0] ?? '';
  return `${base}/r/${encodeURIComponent(room)}`;
}

export function describePlan(plan: LocalPlan, paths: StatePaths): RunningPlatform {
  return {
    platform: plan.platform,
    mediaAddress: plan.mediaAddress,
    urls: plan.urls,
    caFile: paths.caFile,
    evidenceDir: paths.evidence,
    components: plan.components.map(({ name, kind }) => ({ name, kind })),
    missing: plan.missing,
  };
}

/**
 * The platform whose state folder that is.
 * @throws LOCAL_NOT_RUNNING, LOCAL_STATE_CORRUPT, LOCAL_STATE_FOREIGN
 */
export async function loadRunning(baseDir: string, stateDir: string): Promise<RunningPlatform> {
  const paths = statePaths(baseDir, stateDir);
  const state = await readState(paths);
  const running = await findRunning(paths);
  const launch = await readLaunch(paths.launch);
  if (!state?.deployment || !launch || running.kind !== 'supervised') {
    throw localErrors.make('LOCAL_NOT_RUNNING', `no platform is running in ${paths.root}`, {
      hint: 'start it with: stoa up',
    });
  }
  const { mediaAddress, urls, missing } = state.deployment;
  return {
    platform: state.platform,
    mediaAddress,
    urls,
    caFile: paths.caFile,
    evidenceDir: paths.evidence,
    components: launch.components.map(({ name, kind }) => ({ name, kind })),
    missing,
  };
}

/** The relay of a running platform, with what its owner may know. */
export interface RunningRelay {
  readonly urls: readonly string[];
  readonly mediaAddress: string;
  readonly secret: string;
  readonly caFile: string;
}

/** @throws LOCAL_NOT_RUNNING, also when the platform runs without a relay; LOCAL_STATE_CORRUPT, LOCAL_STATE_FOREIGN */
export async function loadRunningRelay(baseDir: string, stateDir: string): Promise<RunningRelay> {
  const { mediaAddress, caFile, platform } = await loadRunning(baseDir, stateDir);
  const launch = await readLaunch(statePaths(baseDir, stateDir).launch);
  const probe = launch?.components.find(({ kind }) => kind === 'coturn')?.probe;
  if (!launch || probe?.type !== 'turn') {
    throw localErrors.make('LOCAL_NOT_RUNNING', `the platform ${platform} runs without a relay`, {
      hint: 'stoa status says which parts are missing; or give the URLs of another TURN server',
    });
  }
  return { urls: relayUrls(probe), mediaAddress, secret: launch.secrets.turnSecret, caFile };
}

/** What guest links for a running platform are made from. */
export interface RunningDoor {
  readonly urls: LocalUrls;
  readonly guestSecret: string;
}

/** @throws LOCAL_NOT_RUNNING, LOCAL_STATE_CORRUPT, LOCAL_STATE_FOREIGN */
export async function loadRunningDoor(baseDir: string, stateDir: string): Promise<RunningDoor> {
  const { urls } = await loadRunning(baseDir, stateDir);
  const guestSecret = (await readLaunch(statePaths(baseDir, stateDir).launch))?.secrets.guestSecret;
  if (guestSecret) return { urls, guestSecret };
  throw localErrors.make('LOCAL_NOT_RUNNING', 'the platform was started by a version without guest links', {
    hint: 'start it anew: stoa down, stoa up',
  });
}

export async function readCa(paths: StatePaths): Promise<string> {
  return await readFile(paths.caFile, 'utf8');
}
