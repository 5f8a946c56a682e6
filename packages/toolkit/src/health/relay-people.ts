import { messageOf, sleep } from '../base/index.ts';

export interface RelayPeopleInput {
  /** Base URL of the session backends' admin API; a Service may be behind it. */
  readonly url: string;
  readonly relay: string;
  /** Bearer token. */
  readonly token: string;
  /** For all tries together. */
  readonly timeoutMs: number;
}

const askMs = 3_000;
const againMs = 500;

/**
 * Has the session backends tell everybody to take another relay, within `withinMs`; the relay is given out again once
 * {@link givePeopleBack} says so, at the latest after `backAfterMs`. Where no other relay can take them they stay.
 * @throws Error when no backend took it in time
 */
export function sendPeopleAway(
  input: RelayPeopleInput & { readonly withinMs: number; readonly backAfterMs: number },
): Promise<void> {
  const { withinMs, backAfterMs } = input;
  // 409: it is the only one, or the others are going as well.
  return ask(input, 'POST', [202, 409], { withinMs, backAfterMs });
}

/** The relay is there, and may be given out. @throws Error when no backend took it in time */
export function givePeopleBack(input: RelayPeopleInput): Promise<void> {
  return ask(input, 'DELETE', [200]);
}

async function ask(
  { url, relay, token, timeoutMs }: RelayPeopleInput,
  method: string,
  fine: readonly number[],
  body?: object,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  const target = new URL(`/admin/v1/relays/${encodeURIComponent(relay)}/drain`, url);
  for (;;) {
    const why = await fetch(target, {
      method,
      signal: AbortSignal.timeout(askMs),
      headers: {
        authorization: `Bearer ${token}`,
        // Another try shall find another backend.
        connection: 'close',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).then(
      async (response) =>
        fine.includes(response.status) ? null : `answered ${response.status}: ${await response.text()}`,
      (error: unknown) => messageOf(error),
    );
    if (why === null) return;
    if (performance.now() + againMs >= end)
      throw new Error(`the session backends were not told of ${relay}: ${why}`);
    await sleep(againMs);
  }
}
