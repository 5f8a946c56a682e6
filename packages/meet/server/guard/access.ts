import type { BackendConfig } from '@stoa/toolkit/config';
import { trustProxies, type ProxyTrust } from './client-address.ts';
import type { OriginRules } from './origin.ts';

export interface Access {
  readonly originRules: OriginRules;
  readonly trust: ProxyTrust;
}

/** Who may connect, as the start file says it. */
export function accessOf({ access = {}, backendUrls }: BackendConfig): Access {
  const { origins = [], originRequired: required = false, trustedProxies = [], forwardedHeader } = access;
  return {
    originRules: { origins, backendUrls, required },
    trust: trustProxies(trustedProxies, forwardedHeader ?? 'x-forwarded-for'),
  };
}
