import type { IceServer } from '@stoa/protocol';
import { parseTurnUrl, type TurnUrl } from '../../turn/index.ts';
import { callErrors } from '../probe-errors.ts';

export const callPaths = ['direct', 'udp', 'tcp', 'tls'] as const;
/** How media travels: without relay, or through a TURN server reached over that transport. */
export type CallPath = (typeof callPaths)[number];
export type RelayPath = Exclude<CallPath, 'direct'>;

/** Every path that a platform with relays offers, or one without. */
export function pathsOf({ relayed }: { readonly relayed: boolean }): readonly CallPath[] {
  return relayed ? callPaths : ['direct'];
}

export interface RelayTarget {
  readonly url: string;
  readonly server: TurnUrl;
  readonly username: string;
  readonly credential: string;
}

function readTurnUrl(text: string): TurnUrl | undefined {
  try {
    return parseTurnUrl(text);
  } catch {
    return undefined; // what browsers know and we do not, TURN over DTLS say
  }
}

/**
 * The TURN server for a path, from what the deployment handed out.
 * @throws CALL_NO_RELAY when there is none of that transport with credentials
 */
export function relayFor(path: RelayPath, iceServers: readonly IceServer[]): RelayTarget {
  const offered: string[] = [];
  for (const { urls, username, credential } of iceServers) {
    for (const url of urls) {
      offered.push(url);
      const server = readTurnUrl(url);
      if (!server?.scheme.startsWith('turn') || server.transport !== path || !username || !credential)
        continue;
      return { url, server, username, credential };
    }
  }
  const got = offered.length === 0 ? 'none at all' : offered.join(', ');
  const text = `the deployment hands out no TURN server over ${path.toUpperCase()} (ICE servers: ${got})`;
  throw callErrors.make('CALL_NO_RELAY', text, {
    hint: 'add one to the platform (turn.urls), or call without this path (--paths)',
    details: { path, offered },
  });
}

/** All TURN servers among the ICE servers, as `host:port`. */
export function relayServers(iceServers: readonly IceServer[]): ReadonlySet<string> {
  const servers = iceServers.flatMap(({ urls }) => urls.map(readTurnUrl));
  return new Set(
    servers.flatMap((server) => (server?.scheme.startsWith('turn') ? [`${server.host}:${server.port}`] : [])),
  );
}

/** The STUN servers among the ICE servers, for direct paths between peers behind NAT. */
export function stunUrls(iceServers: readonly IceServer[]): string[] {
  return iceServers.flatMap(({ urls }) => urls).filter((url) => /^stun:/i.test(url));
}
