import { addressKind, type PeerKind } from './address-kind.ts';
import type { PermissionProbe, TurnFinding } from './report.ts';

/** Whether the realm is the one expected; no finding when none is expected. */
export function judgeRealm(realm: string | undefined, expected: string | undefined): TurnFinding[] {
  if (expected === undefined || realm === undefined || realm === expected) return [];
  return [
    {
      code: 'TURN_REALM_DIFFERENT',
      severity: 'error',
      message: `the server's realm is ${JSON.stringify(realm)}, expected ${JSON.stringify(expected)}`,
      hint: 'set realm on the server, or make the long-term keys for its realm: they are bound to it',
      details: { realm, expected },
    },
  ];
}

/** A public server that hands out private relayed addresses is behind a NAT it does not know of. */
export function judgeRelayedAddress(server: string, relayed: string, allowPrivate: boolean): TurnFinding[] {
  const kind = addressKind(relayed);
  if (allowPrivate || kind === 'public' || addressKind(server) !== 'public') return [];
  return [
    {
      code: 'TURN_RELAY_PRIVATE',
      severity: 'error',
      message: `the relayed address ${relayed} is ${kind}, though the server is reached at ${server}: nobody outside can send to it`,
      hint: `set external-ip=${server}/${relayed} on the server`,
      details: { relayed, server, kind },
    },
  ];
}

/** The caller's word that a kind of peer is meant to be reachable, as on a platform that runs on one machine. */
export type AllowedPeers = readonly PeerKind[];

function describe(probes: readonly PermissionProbe[]): string {
  return probes.map(({ target, kind }) => `${target} (${kind})`).join(', ');
}

/** What accepted permissions towards inner networks mean. `server` is the address it was reached at. */
export function judgePermissions(
  probes: readonly PermissionProbe[],
  server: string,
  allowed: AllowedPeers,
): TurnFinding[] {
  const accepted = probes.filter(({ result }) => result === 'accepted');
  const meant = accepted.filter(({ kind }) => allowed.includes(kind));
  const rest = accepted.filter(({ kind }) => !allowed.includes(kind));
  // On a server inside a private network, peers of that network are its purpose; loopback never is.
  const inside = addressKind(server) !== 'public';
  const natural = rest.filter(({ kind }) => inside && (kind === 'private' || kind === 'shared'));
  const dangerous = rest.filter((probe) => !natural.includes(probe));
  const finding = (
    list: readonly PermissionProbe[],
    severity: TurnFinding['severity'],
    why: string,
  ): TurnFinding[] =>
    list.length === 0
      ? []
      : [
          {
            code: 'TURN_OPEN_RELAY',
            severity,
            message: `the server permits peers at ${describe(list)}: ${why}`,
            ...(severity === 'info'
              ? {}
              : { hint: 'refuse these ranges with denied-peer-ip, and do not set allow-loopback-peers' }),
            details: { targets: list.map(({ target }) => target) },
          },
        ];
  return [
    ...finding(dangerous, 'error', 'whoever has credentials can reach services behind it'),
    ...finding(
      natural,
      'warning',
      'right for a server of this network, but not for one that strangers may use',
    ),
    ...finding(meant, 'info', 'accepted, as this platform means it'),
  ];
}
