import { formatPath, type Mark } from './findings.ts';
import { formatPorts, portClaims, type PortClaim } from './_port-claims.ts';
import { isWritten, type RuleInput } from './_rule.ts';

export function portClashes(input: RuleInput): Mark[] {
  const claims = portClaims(input.platform);
  return claims.flatMap((claim, index) => {
    return claims
      .slice(index + 1)
      .filter((other) => overlap(claim, other))
      .map((other) => clash(input, claim, other));
  });
}

function overlap(a: PortClaim, b: PortClaim): boolean {
  return a.protocol === b.protocol && a.first <= b.last && b.first <= a.last;
}

function clash(input: RuleInput, a: PortClaim, b: PortClaim): Mark {
  // The mistake is in what the user wrote, not in a default.
  const [here, there] = isWritten(input, b.path) || !isWritten(input, a.path) ? [b, a] : [a, b];
  const shared = { first: Math.max(a.first, b.first), last: Math.min(a.last, b.last) };
  const several = shared.first !== shared.last;
  const others = `${formatPath(there.path)} (${there.what}, ${formatPorts(there)})`;
  return {
    code: 'CONFIG_PORT_CLASH',
    path: here.path,
    message: `${here.protocol} port${several ? 's' : ''} ${formatPorts(shared)} for ${here.what} ${several ? 'are' : 'is'} taken by ${others}`,
    hint: `move ${formatPath(here.path)} or ${formatPath(there.path)}`,
  };
}

export function portOverflow(input: RuleInput): Mark[] {
  return portClaims(input.platform)
    .filter((claim) => claim.last > 65_535)
    .map((claim) => ({
      code: 'CONFIG_PORT_OVERFLOW',
      path: claim.path,
      message: `${claim.what} would need ports ${formatPorts(claim)}, but ports end at 65535`,
      hint: `at most ${65_535 - (claim.last - claim.first)} here`,
    }));
}

/** Every participant has two peer connections at an SFU (one to send, one to receive), each with one UDP port. */
const portsPerParticipant = 2;

export function rtpPortsTooFew({ platform: { sfu, meet } }: RuleInput): Mark[] {
  if (sfu.kind !== 'janus') return [];
  const total = sfu.rtpPorts.max - sfu.rtpPorts.min + 1;
  const each = Math.floor(total / sfu.replicas);
  const room = meet.room.maxParticipants;
  const needed = portsPerParticipant * room;
  if (each >= needed) return [];
  return [
    {
      // Less than one call of two is no platform at all.
      severity: each < portsPerParticipant * 2 ? 'error' : 'warning',
      code: 'CONFIG_PORTS_TOO_FEW',
      path: ['sfu', 'rtpPorts'],
      message: `${total} ports for ${sfu.replicas} SFUs are ${each} each; a room of ${room} needs ${needed}`,
      hint: 'widen sfu.rtpPorts or lower meet.room.maxParticipants',
    },
  ];
}
