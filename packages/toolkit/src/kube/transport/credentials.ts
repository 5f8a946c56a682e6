import type { ClusterAccess, CredentialSpec } from '../kubeconfig/access.ts';
import { askPlugin } from './exec-plugin.ts';
import { readNamedFile, readPemSource } from './pem.ts';

/** What one request signs in with. */
export interface Credential {
  /** Value of the Authorization header. */
  readonly authorization?: string;
  /** PEM texts of a client certificate. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** Milliseconds since 1970 after which it is to be asked for anew. */
  readonly refreshAt?: number;
}

export interface CredentialSource {
  current(signal?: AbortSignal): Promise<Credential>;
  /** The server answered 401: forget what is known. False when asking again cannot give anything else. */
  refused(): boolean;
}

/** Files rotate (the kubelet renews tokens, cert-manager certificates); client-go too reads them every minute. */
const fileLifetimeMs = 60_000;
/** A plugin's credential is renewed this long before it ends, so that no request is late. */
const earlyMs = 10_000;

/** Keeps a credential until it is due, and asks once for all requests that wait meanwhile. */
export function credentialSource(access: ClusterAccess, now: () => number = Date.now): CredentialSource {
  const spec = access.credentials;
  let known: Credential | undefined;
  let asking: Promise<Credential> | undefined;
  return {
    async current(signal) {
      if (known && (known.refreshAt === undefined || now() < known.refreshAt)) return known;
      asking ??= obtain(access, spec, now, signal).finally(() => {
        asking = undefined;
      });
      known = await asking;
      return known;
    },
    refused() {
      known = undefined;
      return spec.type === 'exec' || spec.type === 'token-file' || isFile(spec);
    },
  };
}

function isFile(spec: CredentialSpec): boolean {
  return spec.type === 'certificate' && spec.certificate.type === 'file';
}

async function obtain(
  access: ClusterAccess,
  spec: CredentialSpec,
  now: () => number,
  signal: AbortSignal | undefined,
): Promise<Credential> {
  switch (spec.type) {
    case 'none':
      return {};
    case 'token':
      return { authorization: `Bearer ${spec.token}` };
    case 'basic':
      return {
        authorization: `Basic ${Buffer.from(`${spec.username}:${spec.password}`).toString('base64')}`,
      };
    case 'token-file': {
      const token = (await readNamedFile(spec.path, spec.place)).trim();
      return { authorization: `Bearer ${token}`, refreshAt: now() + fileLifetimeMs };
    }
    case 'certificate': {
      const cert = await readPemSource(spec.certificate, 'CERTIFICATE');
      const key = await readPemSource(spec.key, 'PRIVATE KEY');
      return { certificate: { cert, key }, ...(isFile(spec) ? { refreshAt: now() + fileLifetimeMs } : {}) };
    }
    case 'exec': {
      const answer = await askPlugin(spec.plugin, access, signal);
      return {
        ...(answer.token === undefined ? {} : { authorization: `Bearer ${answer.token}` }),
        ...(answer.certificate ? { certificate: answer.certificate } : {}),
        ...(answer.expiresAt === undefined ? {} : { refreshAt: answer.expiresAt - earlyMs }),
      };
    }
  }
}
