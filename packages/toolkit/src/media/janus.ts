import { quote } from './values.ts';

export interface JanusInput {
  readonly name: string;
  /** Folder that holds the rendered files. */
  readonly configDir: string;
  readonly mediaAddress: string;
  /** Where its APIs listen. */
  readonly apiAddress: string;
  readonly rtpPorts: { readonly min: number; readonly max: number };
  readonly apiPort: number;
  readonly adminPort: number;
  readonly apiSecret: string;
  readonly adminSecret: string;
}

const unusedPlugins = [
  'audiobridge',
  'duktape',
  'echotest',
  'lua',
  'nosip',
  'recordplay',
  'sip',
  'streaming',
  'textroom',
  'videocall',
  'voicemail',
];
const unusedTransports = ['http', 'mqtt', 'nanomsg', 'pfunix', 'rabbitmq'];
const unusedEventHandlers = ['gelfevh', 'mqttevh', 'nanomsgevh', 'rabbitmqevh', 'sampleevh', 'wsevh'];
const unusedLoggers = ['jsonlog'];

/** The config folder of one Janus, file name → content. Plugin folders are left to the package's own default. */
export function renderJanus(input: JanusInput): Record<string, string> {
  return {
    'janus.jcfg': mainFile(input),
    'janus.transport.websockets.jcfg': websocketsFile(input),
    // Without this file the plugin would not complain, but rooms of the package's example could appear.
    'janus.plugin.videoroom.jcfg': 'general: { }\n',
  };
}

function mainFile(input: JanusInput): string {
  const libraries = (names: readonly string[]) =>
    quote(names.map((name) => `libjanus_${name}.so`).join(','), 'sfu');
  return `general: {
  configs_folder = ${quote(input.configDir, 'local.stateDir')}
  server_name = ${quote(input.name, 'sfu')}
  debug_level = 4
  debug_timestamps = false
  api_secret = ${quote(input.apiSecret, 'sfu.apiSecret')}
  admin_secret = ${quote(input.adminSecret, 'sfu.adminSecret')}
  # Media goes on without an owner for the shorter of the two; another session backend claims the session meanwhile.
  session_timeout = 60
  reclaim_session_timeout = 45
}
certificates: { }
media: {
  ipv6 = false
  rtp_port_range = "${input.rtpPorts.min}-${input.rtpPorts.max}"
}
nat: {
  ice_enforce_list = "${input.mediaAddress}"
  ignore_mdns = true
  nice_debug = false
}
plugins: { disable = ${libraries(unusedPlugins)} }
transports: { disable = ${libraries(unusedTransports)} }
loggers: { disable = ${libraries(unusedLoggers)} }
events: {
  broadcast = false
  disable = ${libraries(unusedEventHandlers)}
}
`;
}

function websocketsFile(input: JanusInput): string {
  return `general: {
  json = "compact"
  ws = true
  ws_ip = "${input.apiAddress}"
  ws_port = ${input.apiPort}
  wss = false
}
admin: {
  admin_ws = true
  admin_ws_ip = "${input.apiAddress}"
  admin_ws_port = ${input.adminPort}
  admin_wss = false
}
certificates: { }
`;
}
