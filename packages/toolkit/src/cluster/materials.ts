import type { PemPair } from '../certs/index.ts';
import type { KubeObject, ObjectRef } from '../kube/index.ts';

/**
 * What a platform needs and its config does not say: secrets and certificates. They are kept in a Secret of the set, so
 * that every machine that applies finds the same.
 */
export interface Materials extends MadeSecrets {
  readonly turn: TurnSecrets;
  readonly ca: PemPair;
  /** Of the web listeners and of TURN over TLS. */
  readonly tls: PemPair;
}

export interface MadeSecrets {
  readonly redisPassword: string;
  readonly sfuApiSecret: string;
  readonly sfuAdminSecret: string;
  readonly adminToken: string;
  readonly guestSecret: string;
}

/**
 * The secrets that relays and session backends share. A change goes in two steps, since a relay must know a secret
 * before somebody comes with it: `next` is accepted but signs nothing yet; then it signs, and the one before is
 * accepted as `previous` until the last credentials made with it have expired.
 */
export interface TurnSecrets {
  readonly signing: string;
  readonly next?: string;
  readonly previous?: { readonly secret: string; /** ISO 8601. */ readonly until: string };
}

/** What was found in the cluster: parts may be missing. */
export type KeptMaterials = Partial<Omit<Materials, 'turn'>> & { readonly turn?: TurnSecrets };

export const madeSecretNames = [
  'redisPassword',
  'sfuApiSecret',
  'sfuAdminSecret',
  'adminToken',
  'guestSecret',
] as const satisfies readonly (keyof MadeSecrets)[];

export function materialsName(platform: string): string {
  return `${platform}-materials`;
}

export function materialsRef(platform: string, namespace: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'Secret', name: materialsName(platform), namespace };
}

export function materialsObject(platform: string, namespace: string, materials: Materials): KubeObject {
  const { turn, ca, tls } = materials;
  const texts: Record<string, string | undefined> = {
    ...Object.fromEntries(madeSecretNames.map((name) => [name, materials[name]])),
    turnSecret: turn.signing,
    turnNext: turn.next,
    turnPrevious: turn.previous?.secret,
    turnPreviousUntil: turn.previous?.until,
    'ca.crt': ca.cert,
    'ca.key': ca.key,
    'tls.crt': tls.cert,
    'tls.key': tls.key,
  };
  const data = Object.entries(texts).flatMap(([key, text]) =>
    text === undefined ? [] : [[key, Buffer.from(text).toString('base64')]],
  );
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: materialsName(platform),
      namespace,
      labels: { 'app.kubernetes.io/part-of': platform, 'app.kubernetes.io/managed-by': 'stoa' },
    },
    type: 'stoa.dev/materials',
    data: Object.fromEntries(data) as Record<string, string>,
  };
}

/** Keys that are missing or empty are left out: they are made anew. */
export function decodeMaterials(secret: KubeObject): KeptMaterials {
  const data = (secret['data'] ?? {}) as Readonly<Record<string, string>>;
  const text = (key: string) => Buffer.from(data[key] ?? '', 'base64').toString('utf8') || undefined;
  const pair = (name: 'ca' | 'tls'): Partial<Record<'ca' | 'tls', PemPair>> => {
    const [cert, key] = [text(`${name}.crt`), text(`${name}.key`)];
    return cert === undefined || key === undefined ? {} : { [name]: { cert, key } };
  };
  const made = madeSecretNames.flatMap((name) => {
    const value = text(name);
    return value === undefined ? [] : [[name, value]];
  });
  const turn = decodeTurn(text);
  return {
    ...(Object.fromEntries(made) as Partial<MadeSecrets>),
    ...(turn ? { turn } : {}),
    ...pair('ca'),
    ...pair('tls'),
  };
}

function decodeTurn(text: (key: string) => string | undefined): TurnSecrets | undefined {
  const signing = text('turnSecret');
  if (signing === undefined) return undefined;
  const [next, secret, until] = [text('turnNext'), text('turnPrevious'), text('turnPreviousUntil')];
  return {
    signing,
    ...(next === undefined ? {} : { next }),
    ...(secret === undefined || until === undefined ? {} : { previous: { secret, until } }),
  };
}
