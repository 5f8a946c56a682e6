import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { stunCodeOf, TurnClient, type ClientCredentials } from '../client/index.ts';
import { lastExpiry } from '../credentials.ts';
import { clientOptions, type CheckContext } from './context.ts';
import { onFreshPort } from './fresh-port.ts';

/**
 * Whether the server accepts credentials, without taking an allocation: a Refresh that has none is answered
 * 437 once the credentials are good, and 401 before. undefined: neither.
 */
export async function acceptsCredentials(
  context: CheckContext,
  credentials: ClientCredentials,
): Promise<boolean | undefined> {
  return await onFreshPort([441], async () => {
    await using client = await TurnClient.connect(clientOptions(context, credentials));
    try {
      // A lifetime of 0: should there be an allocation after all, it is one nobody wants.
      await client.refresh(0);
      return client.realm === undefined ? undefined : true;
    } catch (error) {
      const code = stunCodeOf(error);
      if (code === undefined || code === 441) throw error;
      if (code === 437) return client.realm === undefined ? undefined : true;
      return code === 401 ? false : undefined;
    }
  });
}

export type SkewMeasurement =
  | { readonly kind: 'within' }
  /** Server's clock minus ours. */
  | { readonly kind: 'skewed'; readonly seconds: number }
  /** No expiry is accepted: it is not the clock. */
  | { readonly kind: 'never accepted' }
  /** The server does not look at the expiry, or gives unclear answers. */
  | { readonly kind: 'unknown' };

/** The smallest accepted expiry, between one that is refused and one that is accepted. */
async function boundary(
  accepts: (expiry: number) => Promise<boolean | undefined>,
  refused: number,
  accepted: number,
) {
  let [low, high] = [refused, accepted];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await accepts(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * The server's clock, found by the expiry from which on it accepts credentials: first whether it is within
 * `tolerated` seconds of ours (two questions), else by doubling steps and halving (at most some 60 questions).
 */
export async function measureSkew(
  accepts: (expiry: number) => Promise<boolean | undefined>,
  now: number,
  tolerated: number,
): Promise<SkewMeasurement> {
  const soon = await accepts(now + tolerated + 1);
  if (soon === undefined) return { kind: 'unknown' };
  let [low, high] = [now - tolerated - 1, now + tolerated + 1];
  if (soon) {
    let past = await accepts(low);
    if (past === false) return { kind: 'within' };
    for (let reach = 2 * tolerated + 2; past && low > 1; reach *= 2) {
      high = low;
      low = Math.max(1, now - reach);
      past = await accepts(low);
    }
    if (past !== false) return { kind: 'unknown' };
  } else {
    const ever = await accepts(lastExpiry);
    if (!ever) return { kind: ever === undefined ? 'unknown' : 'never accepted' };
    let future: boolean | undefined = false;
    for (let reach = 2 * tolerated + 2; !future && high < lastExpiry; reach *= 2) {
      low = high;
      high = Math.min(lastExpiry, now + reach);
      future = await accepts(high);
    }
    if (!future) return { kind: 'unknown' };
  }
  return { kind: 'skewed', seconds: (await boundary(accepts, low, high)) - now };
}

/**
 * A machine's clock by the Date header of an HTTP answer, minus ours, in whole seconds.
 * undefined when there is no such answer within the time.
 */
export function httpClockSkew(
  url: string,
  now: () => number,
  timeoutMs: number,
  ca?: string[],
): Promise<number | undefined> {
  const request = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const sent = now();
    const call = request(url, { method: 'HEAD', timeout: timeoutMs, ...(ca ? { ca } : {}) }, (response) => {
      const date = Date.parse(response.headers.date ?? '');
      response.resume();
      // The header has whole seconds, cut off, and was written between our sending and now.
      const skew = (date + 500 - (sent + now()) / 2) / 1000;
      resolve(Number.isNaN(skew) ? undefined : Math.round(skew));
    });
    call.on('error', () => resolve(undefined));
    call.on('timeout', () => call.destroy());
    call.end();
  });
}
