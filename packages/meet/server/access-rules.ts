import type { IncomingMessage } from 'node:http';
import type { BackendConfig } from '@stoa/toolkit/config';
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

/** Who may test the connection before joining: pages that may also open a socket, as often as their address may. */
export function testGate(
  config: BackendConfig,
  budgets: Budgets,
): Pick<ConnectionTestDeps, 'mayTest' | 'budget'> {
  const rules = originRulesOf(config);
  const trust = proxyTrustOf(config);
  return {
    mayTest: (request: IncomingMessage) =>
      isAllowedOrigin(request.headers.origin, ownOrigin(request, trust), rules),
    budget: ({ socket, headers }) =>
      budgets.connectionTest(addressKey(clientAddress(socket.remoteAddress, headers, trust))),
  };
}
