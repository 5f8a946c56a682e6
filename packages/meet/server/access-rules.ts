import type { IncomingMessage } from 'node:http';
import type { BackendConfig } from '@stoa/toolkit/config';
import type { Authenticator } from './auth/index.ts';
import {
  addressKey,
  type Budgets,
  clientAddress,
  isAllowedOrigin,
  type OriginRules,
  ownOrigin,
  type ProxyTrust,
  trustProxies,
} from './guard/index.ts';
import type { ConnectionTestDeps } from './http/index.ts';

export function originRulesOf({ access, backendUrls }: BackendConfig): OriginRules {
  return { origins: access?.origins ?? [], backendUrls, required: access?.originRequired ?? false };
}

export function proxyTrustOf({ access }: BackendConfig): ProxyTrust {
  return trustProxies(access?.trustedProxies ?? [], access?.forwardedHeader ?? 'x-forwarded-for');
}

/**
 * Who may test the connection before joining: pages that may also open a socket, as often as their address may; where
 * nobody joins without a token, with `Authorization: Bearer <token>`. Wrong tokens have the budget that they have
 * everywhere.
 */
export function testGate(
  config: BackendConfig,
  { budgets, authenticator }: { readonly budgets: Budgets; readonly authenticator: Authenticator },
): Pick<ConnectionTestDeps, 'mayTest' | 'budget'> {
  const rules = originRulesOf(config);
  const trust = proxyTrustOf(config);
  const keyOf = ({ socket, headers }: IncomingMessage) =>
    addressKey(clientAddress(socket.remoteAddress, headers, trust));
  async function mayJoin(request: IncomingMessage): Promise<boolean> {
    if (!authenticator.required) return true;
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) return false;
    const proof = budgets.proof(keyOf(request));
    if ('reason' in proof) return false;
    try {
      await authenticator.verify(token);
      proof.undo();
      return true;
    } catch {
      return false;
    }
  }
  return {
    mayTest: async (request) =>
      isAllowedOrigin(request.headers.origin, ownOrigin(request, trust), rules) && (await mayJoin(request)),
    budget: (request) => budgets.connectionTest(keyOf(request)),
  };
}
