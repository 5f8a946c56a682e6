import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LoadedConfig } from '@stoa/toolkit/config';
import { downLocal, loadRunningDoor, roomUrl, upLocal, type UpReport } from '@stoa/toolkit/local';
import { callPaths, placeCall, type CallOptions, type CallPath, type CallReport } from '@stoa/toolkit/probe';
import { formatCall, keepCall } from '../call-result.ts';
import { callToken } from '../call-token.ts';
import { defineCommand, fileOption } from '../command-spec.ts';
import type { CommandContext } from '../context.ts';
import { localOptions } from '../local-platform.ts';
import { parseDuration } from '../parse-values.ts';
import type { Paint } from '../printers/index.ts';

interface Options {
  readonly file?: string;
  readonly call: boolean;
  readonly duration: number;
  readonly room?: string;
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
    'Starts the platform of a config on this machine, places a verified call over every path it offers, and leaves it running. A platform that runs already is only verified.',
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
  ],
  examples: [
    { command: 'stoa up', meaning: 'start and verify the platform in this folder' },
    { command: 'stoa up -f examples/local/stoa.yaml', meaning: 'start another one' },
    { command: 'stoa up --no-call -o json', meaning: 'only start it, result for another program' },
  ],
  run: async (context, _args, options) => {
    const loaded = await context.loadConfig(options.file);
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
  const calls: CallReport[] = [];
  const evidence: string[] = [];
  try {
    const ca = await readFile(platform.caFile, 'utf8');
    const where = { baseDir: dirname(loaded.file), stateDir: loaded.platform.target.stateDir };
    const token = callToken((await loadRunningDoor(where.baseDir, where.stateDir)).guestSecret);
    for (const paths of groupPaths(pathsOf(platform), loaded.platform.meet.room.maxParticipants)) {
      const call = await context.follow(
        placeCall({ ...callOptions(context, platform, options), ca, paths, token }),
      );
      calls.push(call);
      evidence.push(await keepCall(call, platform.platform, platform.evidenceDir));
    }
    return { ok: calls.every(({ ok }) => ok), ...base, calls, evidence };
  } catch (error) {
    if (context.io.signal.aborted && !platform.alreadyRunning) await takeDown(context, loaded);
    throw error;
  }
}

function callOptions({ io }: CommandContext, platform: UpReport, { duration }: Options): CallOptions {
  const { urls, mediaAddress } = platform;
  return { urls: urls.https, address: mediaAddress, durationMs: duration, signal: io.signal };
}

/** Whoever stops `up` wants nothing of it left, also when only the call was under way. */
async function takeDown(context: CommandContext, { platform, file }: LoadedConfig): Promise<void> {
  await context.follow(downLocal({ baseDir: dirname(file), stateDir: platform.target.stateDir }));
}

function pathsOf(platform: UpReport): CallPath[] {
  const relayed = platform.components.some(({ kind }) => kind === 'coturn');
  return relayed ? [...callPaths] : ['direct'];
}

/** One call with a participant for each path, or calls of two where a room holds fewer. */
export function groupPaths(paths: readonly CallPath[], roomSize: number): CallPath[][] {
  if (paths.length <= roomSize) return [[...paths]];
  return Array.from({ length: Math.ceil(paths.length / 2) }, (_, index) => {
    return paths.slice(index * 2, index * 2 + 2);
  });
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
