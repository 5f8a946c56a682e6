import type { Emit, ProgressEvent } from '../base/index.ts';
import type { Platform } from '../config/index.ts';
import { ensureCertificates } from './certificates.ts';
import { chooseMediaAddress, type MediaChoice } from './media-address.ts';
import type { Facts, LocalPlan, Programs, Secrets } from './model.ts';
import { localTarget } from './local-target.ts';
import { createNetwork } from './network.ts';
import { planLocal } from './plan.ts';
import { ensureSecrets } from './secrets.ts';
import type { StatePaths } from './state-paths.ts';
import { writeState, type LocalState } from './state.ts';

export interface LocalOptions {
  readonly platform: Platform;
  /** Folder of the config file; `target.stateDir` is relative to it. */
  readonly baseDir: string;
  /** The session backend's main file. */
  readonly backendEntry: string;
  /** Folder of the built web app; null = API only. */
  readonly webRoot: string | null;
  readonly signal?: AbortSignal;
  /** Paths of programs instead of a search on PATH; an empty string = treat as not installed. */
  readonly programs?: Programs;
  /** The Node program for the supervisor and the session backends; default this process's own. */
  readonly node?: string;
  /** First end of the veth pair; default `stoa0`. */
  readonly interfaceName?: string;
  /** How long components may take to become ready; default 30 s. */
  readonly readyTimeoutMs?: number;
}

export interface Prepared {
  readonly plan: LocalPlan;
  readonly secrets: Secrets;
  readonly state: LocalState;
}

/** Media address, secrets, certificate, plan. What was made on the way is in the state on disk. */
export async function prepare(
  options: LocalOptions,
  paths: StatePaths,
  facts: Facts,
  before: LocalState,
  emit: Emit<ProgressEvent>,
): Promise<Prepared> {
  const { platform } = options;
  const choice = chooseMediaAddress(localTarget(platform).address, facts);
  const { address, state } = await provideAddress(options, paths, facts, choice, before, emit);
  const secrets = await ensureSecrets(paths, platform);
  const certificate = await ensureCertificates(
    paths,
    platform.name,
    certificateNames(platform, address, facts),
    new Date(),
  );
  const plan = planLocal({
    platform,
    programs: facts.programs,
    mediaAddress: address,
    paths,
    secrets,
    certificate: certificate.fingerprint,
    node: options.node ?? process.execPath,
    backendEntry: options.backendEntry,
    webRoot: options.webRoot,
  });
  return { plan, secrets, state };
}

async function provideAddress(
  options: LocalOptions,
  paths: StatePaths,
  facts: Facts,
  choice: MediaChoice,
  before: LocalState,
  emit: Emit<ProgressEvent>,
): Promise<{ address: string; state: LocalState }> {
  if (!choice.create) return { address: choice.address, state: before };
  const network = { interface: options.interfaceName ?? 'stoa0', address: choice.address };
  // Recorded first: an interface that a crash leaves behind is found and removed by `down`.
  const state = { ...before, network };
  await writeState(paths, state);
  try {
    await createNetwork(facts.programs.ip ?? 'ip', network);
    return { address: choice.address, state };
  } catch (error) {
    await writeState(paths, before);
    if (choice.fallback === undefined) throw error;
    emit({
      type: 'notice',
      level: 'warn',
      message: `no interface for loopback media could be made, so ${choice.fallback} is used: other machines on its network can reach the platform`,
      hint: 'set target.address to primary if that is what you want, and this message goes away',
    });
    return { address: choice.fallback, state: before };
  }
}

/**
 * What clients may call the platform. Not every address of the machine: those of containers and bridges come and go,
 * nothing listens there, and each change would mean a new certificate and a restart.
 */
function certificateNames(platform: Platform, mediaAddress: string, facts: Facts): string[] {
  const realm = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(platform.turn.realm) ? [platform.turn.realm] : [];
  const primary = facts.primaryAddress === undefined ? [] : [facts.primaryAddress];
  return [...new Set(['localhost', ...realm, '127.0.0.1', mediaAddress, ...primary])];
}
