import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCommand } from '@stoa/toolkit/base';
import { WebSocket } from 'ws';
import { startChild, waitFor, type Child } from './child.ts';

export interface JanusOptions {
  readonly name: string;
  readonly apiPort: number;
  readonly adminPort: number;
  /** Where media goes: see media-address.ts. */
  readonly mediaAddress: string;
  readonly rtpPorts: { readonly min: number; readonly max: number };
  readonly reclaimSeconds?: number;
}

export interface JanusServer extends AsyncDisposable {
  /** An entry for `sfus` of the session backend's configuration. */
  readonly sfu: { name: string; apiUrl: string; adminUrl: string; apiSecret: string; adminSecret: string };
  readonly child: () => Child;
  /** One request of the admin API: `{ janus: 'list_sessions' }`. */
  admin(request: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Kills it at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again after a kill. */
  start(): Promise<void>;
}

const apiSecret = 'test-api-secret-1';
const adminSecret = 'test-admin-secret-1';
const library = '/usr/lib/x86_64-linux-gnu/janus';
const unusedPlugins =
  'voicemail recordplay sip nosip lua duktape streaming audiobridge videocall textroom echotest';
const unusedTransports = 'rabbitmq pfunix mqtt nanomsg http';
const unusedEvents = 'gelfevh mqttevh nanomsgevh rabbitmqevh wsevh sampleevh';

function disable(names: string): string {
  return `disable = "${names
    .split(' ')
    .map((name) => `libjanus_${name}.so`)
    .join(',')}"`;
}

function mainConfig(folder: string, options: JanusOptions): string {
  return `general: {
  configs_folder = "${folder}"
  plugins_folder = "${library}/plugins"
  transports_folder = "${library}/transports"
  events_folder = "${library}/events"
  loggers_folder = "${library}/loggers"
  debug_level = 4
  api_secret = "${apiSecret}"
  admin_secret = "${adminSecret}"
  session_timeout = 60
  reclaim_session_timeout = ${options.reclaimSeconds ?? 45}
  server_name = "${options.name}"
}
media: { rtp_port_range = "${options.rtpPorts.min}-${options.rtpPorts.max}" }
nat: { nice_debug = false, ice_enforce_list = "${options.mediaAddress}" }
plugins: { ${disable(unusedPlugins)} }
transports: { ${disable(unusedTransports)} }
loggers: { disable = "libjanus_jsonlog.so" }
events: { broadcast = false, ${disable(unusedEvents)} }
`;
}

function socketsConfig(options: JanusOptions): string {
  return `general: { json = "compact", ws = true, ws_ip = "127.0.0.1", ws_port = ${options.apiPort}, wss = false }
admin: { admin_ws = true, admin_ws_ip = "127.0.0.1", admin_ws_port = ${options.adminPort}, admin_wss = false }
`;
}

function opens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, 'janus-protocol');
    socket.once('open', () => {
      socket.close();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function askAdmin(port: number, request: Record<string, unknown>): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, 'janus-admin-protocol');
    const message = { ...request, transaction: 'test', admin_secret: adminSecret };
    socket.once('open', () => socket.send(JSON.stringify(message)));
    socket.once('message', (data: Buffer) => {
      socket.close();
      resolve(JSON.parse(data.toString('utf8')) as Record<string, unknown>);
    });
    socket.once('error', reject);
  });
}

export async function hasJanus(): Promise<boolean> {
  // In CI the part must be there, and its absence a failure.
  return process.env['CI'] === 'true' || (await findCommand('janus')) !== undefined;
}

/** A real Janus on loopback ports, its files in a temporary folder. */
export async function startJanus(options: JanusOptions): Promise<JanusServer> {
  const folder = await mkdtemp(join(tmpdir(), 'stoa-janus-'));
  const file = join(folder, 'janus.jcfg');
  await writeFile(file, mainConfig(folder, options), { mode: 0o600 });
  await writeFile(join(folder, 'janus.transport.websockets.jcfg'), socketsConfig(options));
  await writeFile(join(folder, 'janus.plugin.videoroom.jcfg'), 'general: { }\n');
  let child: Child | undefined;
  const start = async () => {
    child = startChild('janus', ['-F', folder, '-C', file, '--disable-colors']);
    await waitFor('Janus answers', () => opens(options.apiPort), { child });
  };
  const dispose = async () => {
    await child?.stop('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    sfu: {
      name: options.name,
      apiUrl: `ws://127.0.0.1:${options.apiPort}`,
      adminUrl: `ws://127.0.0.1:${options.adminPort}`,
      apiSecret,
      adminSecret,
    },
    child: () => {
      if (!child) throw new Error('Janus was not started');
      return child;
    },
    admin: (request) => askAdmin(options.adminPort, request),
    kill: async () => child?.stop('SIGKILL'),
    start,
    [Symbol.asyncDispose]: dispose,
  };
}
