import type { PathReport, PathsReport, TurnFinding } from './report.ts';

function noEcho(what: string, hint: string): TurnFinding {
  return { code: 'TURN_NO_ECHO', severity: 'error', message: what, hint };
}

const openRange =
  'open and forward UDP min-port to max-port to the server, in its firewall, its host’s and its NAT';

function judgeRelayToRelay({ relayToRelay }: PathsReport): TurnFinding[] {
  if (!relayToRelay || relayToRelay.sent === 0) return [];
  const { sent, received } = relayToRelay;
  if (received === 0) {
    return [
      noEcho(
        `none of ${sent} packets came back from relay to relay on the same server: two callers who both need it cannot talk`,
        'let the server reach its own relay addresses (hairpin), or set external-ip as PUBLIC/PRIVATE',
      ),
    ];
  }
  if (received === sent) return [];
  const percent = Math.round(((sent - received) / sent) * 1000) / 10;
  return [
    {
      code: 'TURN_PACKET_LOSS',
      severity: percent > 5 ? 'error' : 'warning',
      message: `${sent - received} of ${sent} packets (${percent} %) were lost between relay and relay`,
      hint: 'look for bandwidth limits (max-bps, bps-capacity), a busy server or a lossy network',
      details: { sent, received },
    },
  ];
}

const worked = (path: PathReport | undefined): path is PathReport =>
  path !== undefined && path.skipped === undefined;

/** A plain peer outside: who speaks first decides what a wrong NAT or firewall still lets through. */
function judgePeers({ relayFirst, peerFirst }: PathsReport): TurnFinding[] {
  const out = worked(relayFirst) ? relayFirst : undefined;
  const inn = worked(peerFirst) ? peerFirst : undefined;
  // Packets relay → peer, and peer → relay, whoever began.
  const toPeer = (out?.there ?? 0) + (inn?.back ?? 0);
  const toRelay = (out?.back ?? 0) + (inn?.there ?? 0);
  const counts = { details: { relayFirst, peerFirst } };
  if (!out && !inn) return [];
  if (toPeer === 0 && toRelay === 0) {
    return [
      {
        ...noEcho('no packet passed between the relay and a plain peer, in either direction', openRange),
        ...counts,
      },
    ];
  }
  if (toRelay === 0 && out) {
    const message = 'packets leave the relay to a peer, but none comes back to it: one-way relay';
    return [{ code: 'TURN_ONE_WAY_RELAY', severity: 'error', message, hint: openRange, ...counts }];
  }
  if (toPeer === 0) {
    const message =
      'packets of a peer reach us through the relay, but none leaves the relay to the peer: one-way relay';
    const hint = 'let the server send UDP from min-port to max-port to anywhere';
    return [{ code: 'TURN_ONE_WAY_RELAY', severity: 'error', message, hint, ...counts }];
  }
  if (inn && inn.there === 0) {
    const message = `a permitted peer that speaks first does not reach the relay (0 of ${inn.sent} packets), though answers do: the relay port range is closed from outside`;
    return [{ code: 'TURN_RELAY_RANGE_CLOSED', severity: 'error', message, hint: openRange, ...counts }];
  }
  return [];
}

/** What the packet counts of the three path tests mean. */
export function judgePaths(paths: PathsReport): TurnFinding[] {
  return [...judgeRelayToRelay(paths), ...judgePeers(paths)];
}
