import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { messageOf } from '@stoa/toolkit/base';
import {
  awaitRelayIdle,
  drainSfu,
  givePeopleBack,
  probeHttp,
  probeJanus,
  probeRedis,
  probeStun,
  sendPeopleAway,
} from '@stoa/toolkit/health';

export const usage = `usage: stoa-health [--timeout MS] [--ca FILE] CHECK
  http URL            the URL answers 200
  stun URL…           a STUN Binding at stun:HOST:PORT, stuns:HOST:PORT or turn:HOST:PORT?transport=tcp
  janus API ADMIN     both WebSocket APIs of a Janus know the secrets of STOA_API_SECRET and STOA_ADMIN_SECRET
  redis HOST PORT     a Redis that knows the password of STOA_REDIS_PASSWORD
  drain URL SFU       no room is left on the SFU: has the session backends move them, by their admin API at the URL
                      with the token of STOA_ADMIN_TOKEN; waits for it up to the timeout
  leave URL RELAY     everybody was told to take another relay than this one, by the session backends' admin API; they
                      have half of the timeout for it, and the relay counts as back after the whole, or with:
  back URL RELAY      the relay is given out again
  idle MIN-MAX        no relay socket is left on these UDP ports; waits for it up to the timeout
`;

export interface HealthIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** One line on what is wrong. */
  readonly say: (text: string) => void;
}

/** How long session backends that do not answer are asked again, before a relay goes all the same. */
const toldMs = 10_000;

const options = { timeout: { type: 'string', default: '2000' }, ca: { type: 'string' } } as const;

/**
 * What an exec probe of a pod or the HEALTHCHECK of an image runs; says nothing when all is well.
 * @returns exit code: 0 healthy, 1 not (both probes' convention), 2 wrong usage
 */
export async function health(args: readonly string[], io: HealthIo): Promise<0 | 1 | 2> {
  const check = plan(args, io.env);
  if (check === null) {
    io.say(usage);
    return 2;
  }
  try {
    await check();
    return 0;
  } catch (error) {
    io.say(`${messageOf(error)}\n`);
    return 1;
  }
}

/** Null: the words are not understood. */
function plan(args: readonly string[], env: HealthIo['env']): (() => Promise<void>) | null {
  const parsed = parse(args);
  if (parsed === null) return null;
  const { name, targets, timeoutMs, ca } = parsed;
  const [first, second] = targets;
  if (name === 'http' && first !== undefined && targets.length === 1)
    return () => probeHttp(first, timeoutMs);
  if (name === 'stun' && first !== undefined) {
    return async () => probeStun(targets, timeoutMs, ca === undefined ? ca : await readFile(ca, 'utf8'));
  }
  if (name === 'idle' && targets.length === 1) {
    const range = portsOf(first ?? '');
    return range && (() => awaitRelayIdle(range, timeoutMs));
  }
  if (first === undefined || second === undefined || targets.length !== 2) return null;
  return planPair(name, [first, second], timeoutMs, env);
}

/** The checks of two words; their secrets come by the environment, which no list of processes shows. */
function planPair(
  name: string | undefined,
  [first, second]: readonly [string, string],
  timeoutMs: number,
  env: HealthIo['env'],
): (() => Promise<void>) | null {
  const secret = (variable: string) => env[variable] ?? '';
  switch (name) {
    case 'janus': {
      const secrets = {
        janusApiSecret: secret('STOA_API_SECRET'),
        janusAdminSecret: secret('STOA_ADMIN_SECRET'),
      };
      return () => probeJanus({ apiUrl: first, adminUrl: second }, secrets, timeoutMs);
    }
    case 'redis':
      return () => probeRedis(first, Number(second), secret('STOA_REDIS_PASSWORD'), timeoutMs);
    case 'drain':
      return () => drainSfu({ url: first, sfu: second, token: secret('STOA_ADMIN_TOKEN'), timeoutMs });
    case 'leave':
    case 'back': {
      const input = { url: first, relay: second, token: secret('STOA_ADMIN_TOKEN'), timeoutMs: toldMs };
      if (name === 'back') return () => givePeopleBack({ ...input, timeoutMs });
      return () => sendPeopleAway({ ...input, withinMs: Math.round(timeoutMs / 2), backAfterMs: timeoutMs });
    }
    default:
      return null;
  }
}

function portsOf(text: string): { first: number; last: number } | null {
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? [];
  return first === undefined ? null : { first: Number(first), last: Number(last) };
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [name, ...targets] = positionals;
    const timeoutMs = Number(values.timeout);
    return timeoutMs > 0 ? { name, targets, timeoutMs, ca: values.ca } : null;
  } catch {
    return null;
  }
}
