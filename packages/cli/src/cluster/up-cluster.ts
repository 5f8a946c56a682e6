import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { writeFileAtomic } from '@stoa/toolkit/base';
import { findCallee, type Cluster } from '@stoa/toolkit/cluster';
import { stateDirOf, type LoadedConfig } from '@stoa/toolkit/config';
import { pathsOf, type CallReport } from '@stoa/toolkit/probe';
import { formatCall } from '../call-result.ts';
import { callToken } from '../call-token.ts';
import { applyConfig, describeApply, type ApplyOutcome } from '../commands/apply.ts';
import type { CommandContext } from '../context.ts';
import { verifyCalls } from '../verified-calls.ts';
import { fileFlag, withLoaded, type ClusterOptions } from './with-cluster.ts';

/** What `stoa up` prints for a platform on a cluster. */
export interface ClusterUpResult {
  /** False: the platform is applied and ready, but the call failed. */
  readonly ok: boolean;
  readonly apply: ApplyOutcome;
  readonly urls: readonly string[];
  /** Where people open a room. */
  readonly room: string;
  /** PEM file of the CA of web and TURN over TLS; null: one that this machine trusts anyway. */
  readonly caFile: string | null;
  readonly calls: readonly CallReport[];
  readonly evidence: readonly string[];
}

export interface ClusterUpOptions extends ClusterOptions {
  readonly call: boolean;
  readonly duration: number;
  readonly room?: string;
  readonly timeout?: number;
  readonly preflight: boolean;
}

/** Plan, apply, wait, call. Stopped in the middle, it leaves what is there: the same command carries on. */
export async function upCluster(
  context: CommandContext,
  loaded: LoadedConfig,
  options: ClusterUpOptions,
): Promise<number> {
  return await withLoaded(context, loaded, options, async (cluster) => {
    const apply = await applyConfig(context, cluster, {
      wait: true,
      timeout: options.timeout,
      preflight: options.preflight,
    });
    const result = await verify(context, cluster, loaded, options, apply);
    context.print(result, () => describe(context, result, options));
    return result.ok ? 0 : 5;
  });
}

async function verify(
  context: CommandContext,
  cluster: Cluster,
  loaded: LoadedConfig,
  options: ClusterUpOptions,
  apply: ApplyOutcome,
): Promise<ClusterUpResult> {
  const { urls, ca, guestSecret, relayed } = await findCallee(cluster, context.io.signal);
  context.keepSecret(guestSecret);
  const stateDir = stateDirOf(loaded);
  const caFile = ca === undefined ? null : await keepCa(stateDir, ca);
  const name = options.room ?? `room-${randomBytes(8).toString('hex')}`;
  const room = `${urls[0] ?? ''}/r/${encodeURIComponent(name)}`;
  const base = { apply, urls, room, caFile };
  if (!options.call) return { ok: true, ...base, calls: [], evidence: [] };
  const { calls, evidence } = await verifyCalls(context, {
    platform: cluster.platform.name,
    urls,
    ca,
    token: callToken(guestSecret),
    durationMs: options.duration,
    paths: pathsOf({ relayed }),
    roomSize: cluster.platform.meet.room.maxParticipants,
    evidenceDir: join(stateDir, 'evidence'),
  });
  return { ok: calls.every(({ ok }) => ok), ...base, calls, evidence };
}

/** For whoever has to trust it. @returns the file's path */
async function keepCa(stateDir: string, ca: string): Promise<string> {
  const file = join(stateDir, 'tls', 'ca.pem');
  await writeFileAtomic(file, ca);
  return file;
}

function describe({ paint }: CommandContext, result: ClusterUpResult, options: ClusterUpOptions): string {
  const flag = fileFlag(options);
  const lines = result.calls.map((call) => formatCall(call, paint));
  if (result.ok) lines.push(describeApply(result.apply, 'applied'));
  else lines.push(`${paint('red', 'the platform is ready, but the call failed.')} It is left as it is`);
  for (const file of result.evidence) lines.push(`evidence: ${file}`);
  lines.push('', `open a room: ${paint('bold', result.room)}`);
  if (result.caFile !== null) lines.push(`  after trusting its CA: ${result.caFile}`);
  lines.push(
    '',
    `look at it with: stoa status${flag}, stoa history${flag}; change the config, then: stoa plan${flag}`,
  );
  return lines.join('\n');
}
