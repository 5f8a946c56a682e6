import { messageOf, sleep } from '../base/index.ts';

export interface DrainSfuInput {
  /** Base URL of the session backends' admin API; a Service may be behind it. */
  readonly url: string;
  readonly sfu: string;
  /** Bearer token. */
  readonly token: string;
  readonly timeoutMs: number;
}

interface Answer {
  readonly status: number;
  readonly body: {
    readonly state?: string;
    readonly error?: { readonly code?: string; readonly message?: string } | string | null;
    readonly sfus?: readonly { readonly name: string; readonly rooms: number | null }[];
  };
}

/** After this long without any backend there is nobody left to move rooms, nor anybody whose rooms they would be. */
const goneMs = 15_000;
const lookMs = 250;
const againMs = 1_000;
const askMs = 3_000;

/**
 * Has the session backends move every room off an SFU, and waits until none is left: what the SFU does before it is
 * stopped. Whatever is in the way may pass (another SFU that starts, a backend that goes), so it is tried again.
 * @throws Error when the time is up, with what was in the way last; sooner when no backend answers any more, and at once
 * when none knows the SFU or the token
 */
export async function drainSfu(input: DrainSfuInput): Promise<void> {
  const end = performance.now() + input.timeoutMs;
  let last = 'nobody was asked';
  const asking: Asking = { ...input, heardAt: performance.now() };
  while (performance.now() < end && performance.now() - asking.heardAt < goneMs) {
    try {
      const why = await drainOnce(asking, end);
      if (why === null) return;
      last = why;
    } catch (error) {
      if (error instanceof Hopeless) throw error;
      last = messageOf(error);
    }
    await sleep(Math.min(againMs, Math.max(0, end - performance.now())));
  }
  throw new Error(`${input.sfu} still has rooms: ${last}`);
}

class Hopeless extends Error {}

interface Asking extends DrainSfuInput {
  /** When a backend answered last. */
  heardAt: number;
}

/** @returns null when the SFU is empty, else what is in the way */
async function drainOnce(input: Asking, end: number): Promise<string | null> {
  const { sfu } = input;
  const timeoutMs = Math.max(1_000, Math.round(end - performance.now()));
  const path = `/admin/v1/sfus/${encodeURIComponent(sfu)}/drain`;
  const begun = await ask(input, 'POST', path, { timeoutMs });
  if (begun.status === 401 || begun.status === 404) throw new Hopeless(`${sfu}: ${whyOf(begun)}`);
  // Where no SFU can take the rooms they may still end by themselves.
  if (begun.status !== 202 && codeOf(begun) !== 'MEET_DRAIN_RUNNING') {
    return (await isEmpty(input)) ? null : whyOf(begun);
  }
  for (;;) {
    const { body } = await ask(input, 'GET', path);
    if (body.state === 'drained') return null;
    if (body.state !== 'running') return (await isEmpty(input)) ? null : `its drain ended as ${body.state}`;
    if (performance.now() >= end) return 'its drain is still running';
    await sleep(lookMs);
  }
}

async function isEmpty(input: Asking): Promise<boolean> {
  const { body } = await ask(input, 'GET', '/admin/v1/sfus');
  return body.sfus?.find(({ name }) => name === input.sfu)?.rooms === 0;
}

async function ask(input: Asking, method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(new URL(path, input.url), {
    method,
    signal: AbortSignal.timeout(askMs),
    headers: {
      authorization: `Bearer ${input.token}`,
      // A kept connection would lead to the same backend for ever, also to one that is going.
      connection: 'close',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Answer['body'];
  input.heardAt = performance.now();
  return { status: response.status, body: answer };
}

function codeOf({ body }: Answer): string | undefined {
  return typeof body.error === 'object' ? body.error?.code : undefined;
}

function whyOf({ status, body }: Answer): string {
  return (typeof body.error === 'object' ? body.error?.message : body.error) ?? `answered ${status}`;
}
