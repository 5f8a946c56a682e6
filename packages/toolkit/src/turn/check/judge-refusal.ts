import { expiryOf, lastExpiry } from '../credentials.ts';
import type { TurnFinding } from './report.ts';

/** What is known when the server has refused signed credentials with 401. All times in Unix seconds. */
export interface RefusalEvidence {
  readonly username: string;
  readonly now: number;
  /** Server's clock minus ours, when it could be measured. */
  readonly skew?: number;
  /** Whether the secret itself was given, so that other expiries could be tried with it. */
  readonly secretKnown: boolean;
  readonly toleratedSkew: number;
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** A skew in words; null when there is none that matters. */
export function skewFinding(skew: number, severity: TurnFinding['severity'], effect: string): TurnFinding {
  return {
    code: 'TURN_CLOCK_SKEW',
    severity,
    message: `the server's clock is ${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} this machine's: ${effect}`,
    hint: 'run NTP on both machines',
    details: { skewSeconds: skew },
  };
}

function expiredFinding(expiry: number, now: number): TurnFinding {
  return {
    code: 'TURN_CREDENTIALS_EXPIRED',
    severity: 'error',
    message: `401: the credentials expired at ${iso(expiry)}, ${now - expiry} s ago`,
    hint: 'make new ones; clients should ask for credentials each time they join',
    details: { stunCode: 401, expiry },
  };
}

/** Why the server answered 401 to signed credentials. */
export function judgeRefusal(evidence: RefusalEvidence): TurnFinding {
  const { username, now, skew, secretKnown, toleratedSkew } = evidence;
  const expiry = expiryOf(username);
  if (expiry !== undefined && expiry > lastExpiry) {
    return {
      code: 'TURN_EXPIRY_OVERFLOW',
      severity: 'error',
      message: `401: the expiry ${expiry} in the user name is beyond ${lastExpiry}, the last second of a signed 32-bit clock; the server reads it as long past`,
      hint: 'give the credentials a lifetime of hours, not decades',
      details: { stunCode: 401, expiry },
    };
  }
  if (expiry !== undefined && expiry < now) return expiredFinding(expiry, now);
  if (expiry !== undefined && skew !== undefined && Math.abs(skew) > toleratedSkew && now + skew > expiry) {
    return skewFinding(skew, 'error', 'it takes credentials that are still good as expired (401)');
  }
  return {
    code: 'TURN_WRONG_SECRET',
    severity: 'error',
    message: secretKnown
      ? '401: the server has another secret: it refuses what this one signs, whatever the expiry'
      : `401: the server does not know this user name and password${expiry === undefined ? '' : ', or signs with another secret'}`,
    hint: secretKnown
      ? 'compare static-auth-secret on the server with the secret used here'
      : 'compare the user, realm and password; if only the clock is in doubt, check with the secret itself',
    details: { stunCode: 401 },
  };
}
