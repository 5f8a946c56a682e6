import { fileURLToPath } from 'node:url';
import { run } from '@stoa/toolkit/base';
import { restCredentials, type EchoReport } from '@stoa/toolkit/turn';
import { testSecret } from '@stoa/toolkit/turn/testing';

/** One run of `count` round trips by one program. */
export interface Trips {
  readonly cpuS: number;
  /** Round trips per second while packets were flowing. */
  readonly perSecond: number;
  readonly lost: number;
}

export type Contestant = (count: number) => Promise<Trips>;

/** `0m1.234s` as the shell's `times` prints it. */
function seconds(text: string): number {
  const [, minutes = '0', rest = '0'] = /(\d+)m([\d.]+)s/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(rest);
}

/** Runs a program to its end; user and system time of all its processes come from the shell that waited for them. */
async function timed(program: string, args: readonly string[]): Promise<{ lines: string[]; cpuS: number }> {
  const script = '"$@" || exit 1; times';
  const { stdout } = await run('bash', ['-c', script, 'bench', program, ...args], { timeoutMs: 120_000 });
  const lines = stdout.trimEnd().split('\n');
  const [user = '', system = ''] = lines.pop()?.split(' ') ?? [];
  return { lines, cpuS: seconds(user) + seconds(system) };
}

/** uclient prints its totals once a second; the best second is its rate, for it also waits for what it has lost. */
function bestSecond(lines: readonly string[]): number {
  const totals = lines.flatMap((line) => /msz=.*tot_recv_msgs=(\d+)/.exec(line)?.[1] ?? []).map(Number);
  return Math.max(0, ...totals.map((total, index) => total - (totals[index - 1] ?? 0)));
}

export function uclient(port: number, peerPort: number, clients: number): Contestant {
  // Throw-away credentials: that program takes them as arguments only.
  const { username, password } = restCredentials({ secret: testSecret, user: 'bench', ttlSeconds: 3_600 });
  const fixed = [
    '-u',
    username,
    '-w',
    password,
    '-e',
    '127.0.0.1',
    '-r',
    String(peerPort),
    '-p',
    String(port),
  ];
  return async (count) => {
    const load = [
      '-c',
      '-l',
      '172',
      '-z',
      '0',
      '-m',
      String(clients),
      '-n',
      String(Math.round(count / clients)),
    ];
    const { lines, cpuS } = await timed('turnutils_uclient', [...fixed, ...load, '127.0.0.1']);
    const lost = Number(/Total lost packets (\d+)/.exec(lines.join('\n'))?.[1] ?? Number.NaN);
    return { cpuS, perSecond: bestSecond(lines), lost };
  };
}

export function ours(port: number, peerPort: number, window: number): Contestant {
  const probe = fileURLToPath(new URL('probe.ts', import.meta.url));
  return async (count) => {
    const { lines, cpuS } = await timed(process.execPath, [
      probe,
      ...[port, peerPort, count, window].map(String),
    ]);
    const report = JSON.parse(lines[0] ?? '') as EchoReport;
    return { cpuS, perSecond: report.perSecond, lost: report.sent - report.received };
  };
}
