import {
  checkOptionsFrom,
  checkTurn,
  describeTurnReport,
  type CheckArguments,
  type TurnReport,
} from '@stoa/toolkit/turn';
import { loadRunningRelay } from '@stoa/toolkit/local';
import { defineCommand } from '../command-spec.ts';
import type { CommandContext } from '../context.ts';
import { findPlace, placeOptions, type PlaceOptions } from '../local-platform.ts';
import { formatTable, oneLine, type Column, type Paint, type Style } from '../printers/index.ts';
import { readPem } from '../read-pem.ts';
import { readSecret, secretOptions } from '../secret-source.ts';

interface Options extends PlaceOptions, Omit<CheckArguments, 'secret' | 'password' | 'key' | 'ca'> {
  readonly secretFile?: string;
  readonly secretEnv?: string;
  readonly passwordFile?: string;
  readonly passwordEnv?: string;
  readonly keyFile?: string;
  readonly keyEnv?: string;
  readonly ca?: string;
}

export const command = defineCommand<Options>({
  description:
    'Tests TURN servers by using them, in both directions, and says why they fail: certificate, credentials, allocation, permission, channel, echo, refresh, release, and what must be refused. Without a URL it tests the relay of the platform that runs on this machine. The exit code is 5 when something is wrong.',
  arguments: [{ name: '[url...]', description: 'turn:, turns:, stun: or stuns: URLs' }],
  options: [
    ...placeOptions,
    ...secretOptions('secret', 'the shared secret, to make credentials with'),
    { flags: '-u, --user <name>', description: 'user name' },
    ...secretOptions('password', 'the password of the user'),
    ...secretOptions('key', 'the long-term key of the user, in place of the password'),
    { flags: '--ttl <seconds>', description: 'lifetime of credentials made from the secret' },
    { flags: '--realm <name>', description: 'realm that the server should have' },
    {
      flags: '--ca <path>',
      description: 'PEM file of the CA to trust, instead of the system’s',
      completes: 'file',
    },
    { flags: '--servername <name>', description: 'name that the certificate should have' },
    { flags: '--count <number>', description: 'echoes to send' },
    { flags: '--rate <number>', description: 'echoes a second; 0: as fast as they come back' },
    { flags: '--timeout <ms>', description: 'for connecting, and for each answer' },
    { flags: '--peer <address>', description: 'local address for the plain UDP peers' },
    { flags: '--local-address <address>', description: 'local address to connect from' },
    { flags: '--local-port <port>', description: 'local UDP port to connect from' },
    { flags: '--allow-private-relay', description: 'a public server may relay at private addresses' },
    { flags: '--allow-peers <kinds>', description: 'networks it relays into on purpose: loopback,private,…' },
    { flags: '--no-open-relay-probe', description: 'do not ask for what must be refused' },
    { flags: '--max-skew <seconds>', description: 'clock difference that is passed over' },
    { flags: '--date-url <url>', description: 'HTTP(S) address on the same machine that tells its clock' },
  ],
  examples: [
    {
      command: 'stoa turn check',
      meaning: 'the relay of the platform of this folder, over UDP, TCP and TLS',
    },
    { command: 'stoa turn check turn:turn.example.org --secret-file turn.secret', meaning: 'over UDP' },
    {
      command:
        'stoa turn check turns:turn.example.org "turn:turn.example.org?transport=tcp" --secret-env TURN_SECRET --json',
      meaning: 'over TLS and TCP, report for another program',
    },
  ],
  run: async (context, given, options) => {
    const { urls, own } = given.length > 0 ? { urls: given, own: {} } : await ownRelay(context, options);
    const settings = checkOptionsFrom({ ...own, ...(await toArguments(context, options)) });
    const report = await context.follow(checkTurn(urls, { ...settings, signal: context.io.signal }));
    context.print(report, () => formatReport(report, context.paint));
    return report.ok ? 0 : 5;
  },
});

/** The relay of the local platform, with its own secret and CA. */
async function ownRelay(
  context: CommandContext,
  options: PlaceOptions,
): Promise<{ urls: readonly string[]; own: CheckArguments }> {
  const { baseDir, stateDir } = await findPlace(context, options);
  const { urls, mediaAddress, secret, caFile } = await loadRunningRelay(baseDir, stateDir);
  return { urls, own: { secret, ca: await readPem(context.io, caFile), peer: mediaAddress } };
}

async function toArguments(context: CommandContext, options: Options): Promise<CheckArguments> {
  const {
    secretFile,
    secretEnv,
    passwordFile,
    passwordEnv,
    keyFile,
    keyEnv,
    ca,
    file: _file,
    stateDir: _stateDir,
    ...rest
  } = options;
  const secret = await readSecret(context, 'secret', { file: secretFile, env: secretEnv });
  const password = await readSecret(context, 'password', { file: passwordFile, env: passwordEnv });
  const key = await readSecret(context, 'key', { file: keyFile, env: keyEnv });
  return {
    ...rest,
    ...(secret === undefined ? {} : { secret }),
    ...(password === undefined ? {} : { password }),
    ...(key === undefined ? {} : { key }),
    ...(ca === undefined ? {} : { ca: await readPem(context.io, ca) }),
  };
}

const severityStyles: Readonly<Record<string, Style>> = { error: 'red', warning: 'yellow', info: 'cyan' };

function formatReport(report: TurnReport, paint: Paint): string {
  const { columns, rows, findings } = describeTurnReport(report);
  const table = formatTable(
    columns.map((title, index): Column<readonly string[]> => ({ title, value: (row) => row[index] })),
    rows,
  );
  const lines = findings.map(({ url, code, severity, message, hint }) => {
    const advice = hint === undefined ? '' : `\n  ${paint('dim', `hint: ${oneLine(hint)}`)}`;
    return `${paint(severityStyles[severity] ?? 'bold', `${severity}:`)} ${url}: ${oneLine(message)} (${code})${advice}\n`;
  });
  return `${table}${lines.length > 0 ? '\n' : ''}${lines.join('')}`;
}
