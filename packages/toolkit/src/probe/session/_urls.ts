import { socketPath } from '@stoa/protocol';
import { callErrors } from '../probe-errors.ts';

const schemes: Readonly<Record<string, string>> = {
  'http:': 'ws:',
  'https:': 'wss:',
  'ws:': 'ws:',
  'wss:': 'wss:',
};

/**
 * The address of the WebSocket below a backend's base URL; a path prefix of the base URL is kept.
 * @throws CALL_OPTIONS when it is no http, https, ws or wss URL
 */
export function socketUrl(base: string): string {
  const url = URL.parse(base);
  const scheme = url === null ? undefined : schemes[url.protocol];
  if (url === null || scheme === undefined) {
    throw callErrors.make('CALL_OPTIONS', `"${base}" is not the URL of a session backend`, {
      hint: 'give its base URL, such as https://meet.example.org',
    });
  }
  const prefix = url.pathname.replace(/\/+$/, '');
  return `${scheme}//${url.host}${prefix.endsWith(socketPath) ? prefix : prefix + socketPath}`;
}

/** Adds what is not yet there, comparing by the socket it leads to; unusable URLs are left out. */
export function mergeUrls(known: readonly string[], more: readonly string[]): string[] {
  const seen = new Set(known.map(socketUrl));
  const out = [...known];
  for (const url of more) {
    let target: string;
    try {
      target = socketUrl(url);
    } catch {
      continue;
    }
    if (!seen.has(target)) {
      seen.add(target);
      out.push(url);
    }
  }
  return out;
}
