import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LoadedConfig } from '@stoa/toolkit/config';
import { downLocal, loadRunningDoor, roomUrl, upLocal, type UpReport } from '@stoa/toolkit/local';
import { pathsOf, type CallReport } from '@stoa/toolkit/probe';
import { formatCall } from '../call-result.ts';
import { callToken } from '../call-token.ts';
import { timeoutFlag } from '../cluster/apply-options.ts';
import { preflightFlag } from '../cluster/preflight-cluster.ts';
import { accessOptions } from '../cluster/with-cluster.ts';
import { defineCommand, fileOption } from '../command-spec.ts';
import type { CommandContext } from '../context.ts';
import { localOptions } from '../local-platform.ts';
import { parseDuration } from '../parse-values.ts';
import type { Paint } from '../printers/index.ts';
import { verifyCalls } from '../verified-calls.ts';

interface Options {
  readonly file?: string;
  readonly call: boolean;
  readonly duration: number;
  readonly room?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly timeout?: number;
  readonly preflight: boolean;
}

/** What `stoa up` prints. */
export interface UpResult {
  readonly ok: boolean;
  readonly platform: UpReport;
  /** A room for people: over plain HTTP on this machine, over HTTPS for others. */
  readonly room: { readonly here: string; readonly network: string };
  /** None with --no-call; several when a room does not hold one participant for each path. */
  readonly calls: readonly CallReport[];
  /** Paths of their evidence files. */
  readonly evidence: readonly string[];
}

export const command = defineCommand<Options>({
  description:
    'Starts the platform of a config, places a verified call over every path it offers, and leaves it running: on this machine, or on a cluster (then it is an apply with a call from this machine at its end). A platform that runs already is only verified.',
  options: [
    fileOption,
    { flags: '--no-call', description: 'do not place the call' },
    {
      flags: '--duration <time>',
      description: 'how long the call is measured',
      default: 3_000,
      parse: parseDuration,
    },
    { flags: '--room <name>', description: 'name of the room for people in the printed address' },
    ...accessOptions,
    timeoutFlag,
    { ...preflightFlag, description: `${preflightFlag.description}; only on clusters` },
  ],
  examples: [
    { command: 'stoa up', meaning: 'start and verify the platform in this folder' },
    { command: 'stoa up -f examples/local/stoa.yaml', meaning: 'start another one' },
    { command: 'stoa up --no-call -o json', meaning: 'only start it, result for another program' },
  ],
  run: async (context, _args, options) => {
    const loaded = await context.loadConfig(options.file);
    if (loaded.platform.target.type === 'kubernetes') {
      return await (await import('../cluster/up-cluster.ts')).upCluster(context, loaded, options);
    }
    const platform = await context.follow(upLocal(localOptions(context, loaded)));
    const result = await verify(context, loaded, platform, options);
    context.print(result, () => describe(result, options.file, context.paint));
    return result.ok ? 0 : 5;
  },
});

async function verify(
  context: CommandContext,
  loaded: LoadedConfig,
  platform: UpReport,
  options: Options,
): Promise<UpResult> {
  const room = options.room ?? `room-${randomBytes(8).toString('hex')}`;
  const base = {
    platform,
    room: { here: roomUrl(platform.urls, room), network: roomUrl(platform.urls, room, 'network') },
  };
  if (!options.call) return { ok: true, ...base, calls: [], evidence: [] };
  try {
    const where = { baseDir: dirname(loaded.file), stateDir: loaded.platform.target.stateDir };
    const { calls, evidence } = await verifyCalls(context, {
      platform: platform.platform,
      urls: platform.urls.https,
      ca: await readFile(platform.caFile, 'utf8'),
      address: platform.mediaAddress,
      token: callToken((await loadRunningDoor(where.baseDir, where.stateDir)).guestSecret),
      durationMs: options.duration,
      paths: pathsOf({ relayed: platform.components.some(({ kind }) => kind === 'coturn') }),
      roomSize: loaded.platform.meet.room.maxParticipants,
      evidenceDir: platform.evidenceDir,
    });
    return { ok: calls.every(({ ok }) => ok), ...base, calls, evidence };
  } catch (error) {
    if (context.io.signal.aborted && !platform.alreadyRunning) await takeDown(context, loaded);
    throw error;
  }
}

/** Whoever stops `up` wants nothing of it left, also when only the call was under way. */
async function takeDown(context: CommandContext, { platform, file }: LoadedConfig): Promise<void> {
  await context.follow(downLocal({ baseDir: dirname(file), stateDir: platform.target.stateDir }));
}

function describe(
  { ok, platform, room, calls, evidence }: UpResult,
  file: string | undefined,
  paint: Paint,
): string {
  const { components, mediaAddress, caFile, alreadyRunning } = platform;
  const names = components.map(({ name }) => name).join(', ');
  const what = alreadyRunning ? 'was running already' : 'runs';
  const lines = calls.map((call) => formatCall(call, paint));
  if (ok) lines.push(`${paint('green', paint('bold', platform.platform))} ${what}: ${names}`);
  else lines.push(`${paint('red', 'the platform runs, but the call failed.')} It is left running: ${names}`);
  lines.push(`media on ${mediaAddress}`);
  for (const file of evidence) lines.push(`evidence: ${file}`);
  lines.push(
    '',
    `open a room here:       ${paint('bold', room.here)}`,
    ...fromElsewhere(mediaAddress, room, caFile),
  );
  const which = file === undefined ? '' : ` -f ${file}`;
  const stop = `stop it with: stoa down${which}`;
  lines.push('', ok ? stop : `look at: stoa status${which}, stoa logs${which}; ${stop}`);
  return lines.join('\n');
}

/** How other devices get in; a loopback address is for this machine alone. */
function fromElsewhere(mediaAddress: string, room: UpResult['room'], caFile: string): string[] {
  if (mediaAddress.startsWith('127.')) {
    return [
      'from another device:    set target.address to primary in the config; now nothing leaves this machine',
    ];
  }
  return [`from another device:    ${room.network}`, `  after trusting its CA: ${caFile}`];
}
