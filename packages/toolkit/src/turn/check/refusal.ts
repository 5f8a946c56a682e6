import { StoaError } from '../../base/index.ts';
import { stunCodeOf, type ClientCredentials } from '../client/index.ts';
import { lastExpiry, signRestCredentials } from '../credentials.ts';
import { turnErrors } from '../turn-errors.ts';
import { acceptsCredentials, httpClockSkew, measureSkew, type SkewMeasurement } from './clock.ts';
import { addFindings, type CheckContext } from './context.ts';
import { findingOf } from './findings.ts';
import { judgeRefusal, skewFinding } from './judge-refusal.ts';
import { judgeRealm } from './judge-server.ts';
import type { TurnFinding } from './report.ts';

const nowSeconds = ({ settings }: CheckContext): number => Math.floor(settings.now() / 1000);

function measure(context: CheckContext, secret: string): Promise<SkewMeasurement> {
  const { user, toleratedSkewSeconds } = context.settings;
  const start = nowSeconds(context);
  const accepts = (expiry: number) => {
    // Over a slow network the search takes seconds, in which the boundary moves on.
    const moved = Math.min(lastExpiry, expiry + nowSeconds(context) - start);
    return acceptsCredentials(context, signRestCredentials(secret, moved, user));
  };
  return measureSkew(accepts, start, toleratedSkewSeconds);
}

/** The server's clock by whatever means there is: the boundary of accepted expiries, or a Date header. */
async function findSkew(context: CheckContext): Promise<number | undefined> {
  const { secret, dateUrl, tls, now, requestTimeoutMs } = context.settings;
  if (secret !== undefined) {
    const measured = await measure(context, secret);
    return measured.kind === 'skewed' ? measured.seconds : undefined;
  }
  if (dateUrl === undefined) return undefined;
  return await httpClockSkew(
    dateUrl,
    now,
    requestTimeoutMs,
    tls?.ca === undefined ? undefined : [tls.ca].flat(),
  );
}

/** Explains why the first Allocate failed; a 401 to signed credentials is looked into. */
export async function explainRefusal(
  context: CheckContext,
  credentials: ClientCredentials | undefined,
  error: unknown,
): Promise<TurnFinding[]> {
  if (stunCodeOf(error) !== 401) return [findingOf(error)];
  if (!credentials) {
    const missing = turnErrors.make(
      'TURN_UNAUTHORIZED',
      'the server answers, and asks for credentials; none were given',
      {
        hint: 'give the secret of the server, or a user and a password',
        details: { stunCode: 401 },
      },
    );
    return [findingOf(missing)];
  }
  const realm =
    error instanceof StoaError && typeof error.details['realm'] === 'string'
      ? error.details['realm']
      : undefined;
  if (realm !== undefined) context.draft.realm = realm;
  const skew = await findSkew(context);
  if (skew !== undefined) context.draft.clockSkewSeconds = skew;
  return [
    ...judgeRealm(realm, context.settings.realm),
    judgeRefusal({
      username: credentials.username,
      now: nowSeconds(context),
      secretKnown: context.settings.secret !== undefined,
      toleratedSkew: context.settings.toleratedSkewSeconds,
      ...(skew === undefined ? {} : { skew }),
    }),
  ];
}

/** With credentials that work: is the server's clock so far behind that expired ones still do? */
export async function checkClock(context: CheckContext): Promise<number | undefined> {
  const { secret } = context.settings;
  if (secret === undefined) return undefined;
  const measured = await measure(context, secret);
  if (measured.kind !== 'skewed') return undefined;
  const { seconds } = measured;
  context.draft.clockSkewSeconds = seconds;
  const effect = seconds < 0 ? 'expired credentials are still accepted' : 'credentials end early';
  addFindings(context.draft, [skewFinding(seconds, 'warning', effect)]);
  return seconds;
}

/** Whether credentials signed with the empty secret are good: anyone could make them. */
export async function checkEmptySecret(context: CheckContext): Promise<boolean> {
  const credentials = signRestCredentials('', lastExpiry, context.settings.user);
  if ((await acceptsCredentials(context, credentials)) !== true) return false;
  addFindings(context.draft, [
    {
      code: 'TURN_EMPTY_SECRET',
      severity: 'error',
      message: 'the server accepts credentials signed with an empty secret: anyone can use it',
      hint: 'set static-auth-secret on the server to 32 random bytes, as from: openssl rand -hex 32',
    },
  ]);
  return true;
}
