import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export const requestIdHeader = 'x-request-id';

/** Anything else could not stand in a log line or a header as it is. */
const harmless = /^[\w.:-]{1,64}$/;

/** The id under which a proxy in front logs this request; undefined: it names none that can be taken over. */
export function requestIdOf(headers: IncomingHttpHeaders): string | undefined {
  const id = headers[requestIdHeader];
  return typeof id === 'string' && harmless.test(id) ? id : undefined;
}

/** That id, or one of our own. */
export function requestIdFor(headers: IncomingHttpHeaders): string {
  return requestIdOf(headers) ?? randomUUID();
}
