import { rangeOf, renderCoturn, renderCoturnSecrets } from '../../media/index.ts';
import type { KubeObject } from '../../kube/index.ts';
import { commonLabels, relayNamespace, type CoturnStackInput, type RelayPlace } from './input.ts';

export const paths = {
  config: '/etc/stoa/config',
  secrets: '/etc/stoa/secrets',
  tls: '/etc/stoa/tls',
  /** Writable; in memory, since the whole config with its secrets is put together there. */
  run: '/run/stoa',
} as const;

export const secretName = 'coturn-secrets';
export const tlsName = 'coturn-tls';
/** In the Secret: of the session backends' admin API. */
export const tokenKey = 'admin-token';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Everything of `turnserver.conf` that anybody may read. */
export function configMap({ input, relay, namespace, labels }: RelayPlace): KubeObject {
  const { turn } = input.platform;
  const { nodes, pods, services } = input.target.networks;
  const content = renderCoturn({
    ...relay,
    realm: turn.realm,
    userQuota: turn.userQuota,
    totalQuota: turn.totalQuota,
    // Where the pod will run is not known yet: it gives its addresses to coturn itself.
    mediaAddress: null,
    secrets: [],
    certFile: `${paths.tls}/tls.crt`,
    keyFile: `${paths.tls}/tls.key`,
    allowedPeers: input.sfus.map(rangeOf),
    deniedPeers: [...nodes, ...pods, ...services].map(rangeOf),
    databaseFile: `${paths.run}/turn.db`,
    pidFile: `${paths.run}/turn.pid`,
  });
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: relay.name, namespace, labels },
    data: { 'turnserver.conf': content },
  };
}

/** The shared secrets, the one that signs first. */
export function secret(input: CoturnStackInput): KubeObject {
  const { current, previous } = input.secrets;
  const content = renderCoturnSecrets(previous === undefined ? [current] : [current, previous]);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: secretName, namespace: relayNamespace(input), labels: commonLabels(input) },
    type: 'Opaque',
    data: {
      'secrets.conf': base64(content),
      ...(input.backends ? { [tokenKey]: base64(input.backends.token) } : {}),
    },
  };
}

export function tlsSecret(input: CoturnStackInput): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: tlsName, namespace: relayNamespace(input), labels: commonLabels(input) },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': base64(input.tls.certificate), 'tls.key': base64(input.tls.key) },
  };
}
