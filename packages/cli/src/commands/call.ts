import { join, resolve } from 'node:path';
import { stateDirOf, type LoadedConfig } from '@stoa/toolkit/config';
import { loadRunning, loadRunningDoor } from '@stoa/toolkit/local';
import { callPaths, pathsOf, placeCall, type CallOptions, type CallPath } from '@stoa/toolkit/probe';
import { formatCall, keepCall } from '../call-result.ts';
import { callToken } from '../call-token.ts';
import { accessOptions, withLoaded } from '../cluster/with-cluster.ts';
import { cliErrors } from '../cli-errors.ts';
import { defineCommand } from '../command-spec.ts';
import type { CommandContext } from '../context.ts';
import { placeOptions, type PlaceOptions } from '../local-platform.ts';
import { locate } from '../locate.ts';
import { collect, parseDuration, wholeNumber } from '../parse-values.ts';
import { readPem } from '../read-pem.ts';
import { readSecret, secretOptions } from '../secret-source.ts';

interface Options extends PlaceOptions {
  readonly url?: readonly string[];
  readonly ca?: string;
  readonly room?: string;
  readonly paths?: string;
  readonly participants?: number;
  readonly duration: number;
  readonly timeout: number;
  readonly evidence?: string;
  readonly tokenFile?: string;
  readonly tokenEnv?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** What is called, and where its evidence goes. */
interface Callee extends Pick<CallOptions, 'urls' | 'ca' | 'address' | 'token'> {
  readonly platform: string;
  readonly paths: readonly CallPath[];
  readonly evidenceDir: string | undefined;
}

export const command = defineCommand<Options>({
  description:
    'Places a call between synthetic participants and judges it: each publishes Opus and VP8 and must receive all others. Without --url it calls the platform of the config, on this machine or on its cluster. The exit code is 5 when something was wrong.',
  options: [
    ...placeOptions,
    {
      flags: '-u, --url <url>',
      description: 'a session backend of any deployment (may be given several times)',
      parse: collect,
    },
    {
      flags: '--ca <path>',
      description: 'PEM file of the CA to trust, instead of the system’s',
      completes: 'file',
    },
    { flags: '-r, --room <name>', description: 'room to meet in; default: a new one' },
    {
      flags: '-p, --paths <list>',
      description: `comma-separated: ${callPaths.join(', ')}; default: all that the platform has, direct with --url`,
    },
    {
      flags: '-n, --participants <number>',
      description: 'default: one a path, at least two',
      parse: wholeNumber(2),
    },
    {
      flags: '-d, --duration <time>',
      description: 'how long the media is measured',
      default: 3_000,
      parse: parseDuration,
    },
    {
      flags: '--timeout <time>',
      description: 'how long everybody may take to receive all',
      default: 20_000,
      parse: parseDuration,
    },
    ...secretOptions('token', 'a token that lets the participants in, where one is needed'),
    { flags: '--evidence <folder>', description: 'where to keep the evidence', completes: 'folder' },
    ...accessOptions,
  ],
  examples: [
    { command: 'stoa call', meaning: 'the platform of this folder, over every path it has' },
    { command: 'stoa call --paths direct,tls --duration 30s', meaning: 'two paths for half a minute' },
    {
      command: 'stoa call --url https://meet.example.org --paths direct,tls --json',
      meaning: 'any deployment',
    },
    {
      command: 'stoa call --url https://meet.example.org --token-file token.jwt',
      meaning: 'one that asks for a token',
    },
  ],
  run: async (context, _args, options) => {
    const callee = options.url
      ? await elsewhere(context, options, options.url)
      : await here(context, options);
    const { room, participants, duration, timeout } = options;
    const { urls, ca, address, paths } = callee;
    const given = await readSecret(context, 'token', { file: options.tokenFile, env: options.tokenEnv });
    const token = given ?? callee.token;
    const limits = { durationMs: duration, joinTimeoutMs: timeout };
    const { signal } = context.io;
    const report = await context.follow(
      placeCall({ urls, ca, address, token, paths, room, participants, signal, ...limits }),
    );
    if (callee.evidenceDir !== undefined) {
      const file = await keepCall(report, callee.platform, callee.evidenceDir);
      context.progress({ type: 'notice', level: 'info', message: `evidence: ${file}` });
    }
    context.print(report, () => formatCall(report, context.paint));
    return report.ok ? 0 : 5;
  },
});

async function here(context: CommandContext, options: Options): Promise<Callee> {
  const place = await locate(context, options);
  if (place.on === 'cluster') return await onCluster(context, place.loaded, options);
  const { baseDir, stateDir } = place;
  const { platform, urls, caFile, mediaAddress, components, evidenceDir } = await loadRunning(
    baseDir,
    stateDir,
  );
  const relayed = components.some(({ kind }) => kind === 'coturn');
  return {
    platform,
    urls: urls.https,
    ca: await readPem(context.io, options.ca ?? caFile),
    address: mediaAddress,
    token: callToken((await loadRunningDoor(baseDir, stateDir)).guestSecret),
    paths: readPaths(options.paths) ?? pathsOf({ relayed }),
    evidenceDir: options.evidence === undefined ? evidenceDir : resolve(context.io.cwd, options.evidence),
  };
}

async function onCluster(context: CommandContext, loaded: LoadedConfig, options: Options): Promise<Callee> {
  const { io } = context;
  const { findCallee } = await import('@stoa/toolkit/cluster');
  const found = await withLoaded(context, loaded, options, (cluster) => findCallee(cluster, io.signal));
  context.keepSecret(found.guestSecret);
  return {
    platform: loaded.platform.name,
    urls: found.urls,
    ca: options.ca === undefined ? found.ca : await readPem(io, options.ca),
    token: callToken(found.guestSecret),
    paths: readPaths(options.paths) ?? pathsOf(found),
    evidenceDir:
      options.evidence === undefined
        ? join(stateDirOf(loaded), 'evidence')
        : resolve(io.cwd, options.evidence),
  };
}

async function elsewhere(
  context: CommandContext,
  options: Options,
  urls: readonly string[],
): Promise<Callee> {
  const bad = urls.find((url) => !/^(https?|wss?):$/.test(URL.parse(url)?.protocol ?? ''));
  if (bad !== undefined) {
    throw cliErrors.make('CLI_USAGE', `${bad} is not the URL of a session backend`, {
      hint: 'write it like https://meet.example.org',
    });
  }
  return {
    platform: URL.parse(urls[0] ?? '')?.host ?? '',
    urls,
    ca: options.ca === undefined ? undefined : await readPem(context.io, options.ca),
    paths: readPaths(options.paths) ?? ['direct'],
    evidenceDir: options.evidence === undefined ? undefined : resolve(context.io.cwd, options.evidence),
  };
}

/** What is not a path is refused by the call itself. */
function readPaths(text: string | undefined): CallPath[] | undefined {
  return text?.split(',').map((path) => path.trim() as CallPath);
}
