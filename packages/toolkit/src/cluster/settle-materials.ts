import { randomBytes, X509Certificate } from 'node:crypto';
import { messageOf } from '../base/index.ts';
import { expiresSoon, issueCertificate, makeAuthority, renewalReason, type PemPair } from '../certs/index.ts';
import { durationMs, type Platform } from '../config/index.ts';
import { clusterErrors } from './cluster-errors.ts';
import { clusterTarget, homeNamespace } from './cluster-target.ts';
import {
  madeSecretNames,
  materialsName,
  type KeptMaterials,
  type MadeSecrets,
  type Materials,
  type TurnSecrets,
} from './materials.ts';
import { turnSteps } from './turn-rotation.ts';

export interface SettleOptions {
  readonly now: Date;
  /** Makes a new TURN secret the one that signs. */
  readonly rotateTurn?: boolean;
}

export interface Settled {
  /** One after the other; the last ones are what is wanted. More than one only when the TURN secret changes. */
  readonly stages: readonly [Materials, ...Materials[]];
  /** What was made or dropped without anybody having asked for it, for people. */
  readonly notes: readonly string[];
}

/**
 * The materials that a platform needs: those that are kept, with what is missing made and what expires renewed. Nothing
 * is written; as long as nothing is missing or expires, the same comes out every time.
 * @throws CLUSTER_MATERIALS_INVALID, CLUSTER_ROTATION_BUSY, CLUSTER_ROTATION_IMPOSSIBLE
 */
export async function settleMaterials(
  platform: Platform,
  kept: KeptMaterials,
  options: SettleOptions,
): Promise<Settled> {
  const made = Object.fromEntries(
    madeSecretNames.map((name) => [name, kept[name] ?? newSecret()]),
  ) as unknown as MadeSecrets;
  const certificates = await settleCertificates(platform, kept, options.now);
  const { steps, notes } = settleTurn(platform, kept, options);
  const withTurn = (turn: TurnSecrets): Materials => ({
    ...made,
    turn,
    ca: certificates.ca,
    tls: certificates.tls,
  });
  const [first, ...more] = steps.map(withTurn);
  if (!first) throw new Error('a change of the TURN secret has at least one step');
  return { stages: [first, ...more], notes: [...certificates.notes, ...notes] };
}

/** 256 bits; base64url needs no quoting in any of the config files. */
function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function settleTurn(platform: Platform, kept: KeptMaterials, { now, rotateTurn }: SettleOptions) {
  const { turn } = platform;
  if (rotateTurn) checkRotation(platform);
  // Where no relay runs there is nobody to tell first.
  if (!kept.turn || turn.kind === 'none')
    return { steps: [{ signing: turn.secret ?? kept.turn?.signing ?? newSecret() }], notes: [] };
  // A rotation that was killed is carried on, not begun anew.
  const wanted = turn.secret ?? (rotateTurn ? (kept.turn.next ?? newSecret()) : undefined);
  const change = turnSteps(kept.turn, { wanted, now, lifetimeMs: durationMs(turn.credentialLifetime) });
  if ('busyUntil' in change) {
    throw clusterErrors.make(
      'CLUSTER_ROTATION_BUSY',
      `credentials made with the TURN secret before this one may be in use until ${change.busyUntil}`,
      { hint: 'change it again after that; two secrets are accepted at a time' },
    );
  }
  const dropped = kept.turn.previous && !change.steps.at(-1)?.previous;
  const notes = dropped
    ? ['the TURN secret before this one has no credentials in use any more: relays forget it']
    : [];
  return { steps: change.steps, notes };
}

function checkRotation({ turn }: Platform): void {
  if (turn.kind === 'none')
    throw clusterErrors.make('CLUSTER_ROTATION_IMPOSSIBLE', 'there are no relays: turn.kind is none');
  if (turn.secret === undefined) return;
  throw clusterErrors.make('CLUSTER_ROTATION_IMPOSSIBLE', 'the config gives the TURN secret: turn.secret', {
    hint: 'change turn.secret and apply: both secrets are accepted until the last old credentials have expired',
  });
}

async function settleCertificates(
  platform: Platform,
  kept: KeptMaterials,
  now: Date,
): Promise<{ ca: PemPair; tls: PemPair; notes: string[] }> {
  const names = certificateNames(platform);
  const reason = certificateReason(platform, kept, names, now);
  if (kept.ca && kept.tls && reason === undefined) return { ca: kept.ca, tls: kept.tls, notes: [] };
  const keepCa = kept.ca !== undefined && reason?.ca !== true;
  const ca = keepCa && kept.ca ? kept.ca : await makeAuthority(`Stoa CA (${platform.name})`, now);
  const tls = await issueCertificate(ca, names, now);
  const notes = kept.tls && reason ? [`the certificate is renewed: ${reason.why}`] : [];
  return { ca, tls, notes };
}

/** Why a new certificate is needed, and whether a new CA is, too. */
function certificateReason(
  platform: Platform,
  { ca, tls }: KeptMaterials,
  names: readonly string[],
  now: Date,
): { why: string; ca: boolean } | undefined {
  try {
    if (!ca) return { why: 'its CA is lost', ca: true };
    if (expiresSoon(new X509Certificate(ca.cert), now)) return { why: 'its CA expires', ca: true };
    if (!tls) return { why: 'there was none', ca: false };
    const why = renewalReason({ ...tls, ca: ca.cert }, names, now);
    return why === undefined ? undefined : { why, ca: false };
  } catch (cause) {
    throw clusterErrors.make(
      'CLUSTER_MATERIALS_INVALID',
      `a certificate or key of the platform cannot be read: ${messageOf(cause)}`,
      {
        hint: `remove ca.crt and tls.crt from Secret ${homeNamespace(platform)}/${materialsName(platform.name)} to have new ones made`,
        cause,
      },
    );
  }
}

/** What clients may call the platform; a realm without a dot is a word, not a host name. */
export function certificateNames(platform: Platform): string[] {
  const { relay, web } = clusterTarget(platform);
  const realm = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(platform.turn.realm) ? [platform.turn.realm] : [];
  return [...new Set([...web.hosts, ...realm, 'localhost', ...relay.hosts, ...relay.externalIps])];
}
