import { relayNamespace, relaySelector } from '../coturn/index.ts';
import type { FlowPort, FlowRow, Party } from '../flows.ts';
import { isAutoscaled } from './autoscaler.ts';
import { mediaNamespace, meetNamespace, selectorOf, type MeetPart, type MeetStackInput } from './input.ts';
import { sfusOf } from './sfus.ts';
import { behindGateway, webPort } from './web-urls.ts';

/** Envoy Gateway keeps its proxies in its own namespace, and labels them so; its controller is no proxy. */
const proxies = {
  namespace: 'envoy-gateway-system',
  labels: { 'app.kubernetes.io/managed-by': 'envoy-gateway', 'app.kubernetes.io/component': 'proxy' },
};

const tcp = (...ports: readonly number[]): FlowPort[] => ports.map((port) => ({ protocol: 'TCP', port }));

/** Who talks to whom: everything that is not here is refused. */
export function flowTable(input: MeetStackInput): FlowRow[] {
  const { redis, meet } = input.platform;
  const { anyone, dns, backends, log, sfus, gateway, relays, controller, prometheus } = partiesOf(input);
  const row = (what: string, from: Party, to: Party, ports: readonly FlowPort[]) => ({
    what,
    from,
    to,
    ports,
  });
  const names: FlowPort[] = [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ];
  return [
    row('the web app and its socket', behindGateway(input) ? gateway : anyone, backends, tcp(webPort(input))),
    row('names of Services', backends, dns, names),
    ...(redis.kind === 'redis' ? [row('the log of the rooms', backends, log, tcp(redis.port))] : []),
    ...(input.platform.turn.kind === 'none'
      ? []
      : [row('a relay that is stopped has its people told', relays, backends, tcp(meet.adminPort))]),
    ...issuerRows(input, backends, anyone),
    ...sfusOf(input).flatMap(({ name, apiPort, adminPort, rtpPorts: { min, max } }) => [
      row(`sessions of ${name}`, backends, sfus, tcp(apiPort, adminPort)),
      row(`media to ${name}`, anyone, sfus, [{ protocol: 'UDP', port: min, endPort: max }]),
    ]),
    ...(sfusOf(input).length === 0
      ? []
      : [
          row('media to clients and relays', sfus, anyone, [{ protocol: 'UDP' }]),
          row('an SFU that is stopped has its rooms moved', sfus, backends, tcp(meet.adminPort)),
          row('names of Services', sfus, dns, names),
        ]),
    ...(isAutoscaled(input)
      ? [
          // It may be outside of the cluster; 6443 is what is left of 443 behind its Service.
          row('costs of pods to the API server', controller, anyone, tcp(443, 6443)),
          row('how many people a backend has', controller, backends, tcp(meet.adminPort)),
        ]
      : []),
    ...(input.target.monitoring.serviceMonitor
      ? [row('metrics of the backends', prometheus, backends, tcp(meet.adminPort))]
      : []),
  ];
}

/** Keys of an OpenID provider; it may be anywhere. */
function issuerRows({ platform }: MeetStackInput, from: Party, to: Party): FlowRow[] {
  const { oidc } = platform.meet.auth;
  if (!oidc) return [];
  const urls = [oidc.issuer, ...(oidc.jwksUrl === undefined ? [] : [oidc.jwksUrl])].map(
    (url) => new URL(url),
  );
  const ports = new Set(urls.map(({ port, protocol }) => Number(port) || (protocol === 'https:' ? 443 : 80)));
  return [{ what: 'keys of the OpenID provider', from, to, ports: tcp(...ports) }];
}

function partiesOf(
  input: MeetStackInput,
): Record<
  'anyone' | 'dns' | 'backends' | 'log' | 'sfus' | 'gateway' | 'relays' | 'controller' | 'prometheus',
  Party
> {
  const { sfu, relay, networks, monitoring } = input.target;
  const pods = (part: MeetPart, namespace: string): Party => {
    const policy = { namespace, labels: selectorOf(input, part) };
    return { name: part, peers: [policy], policy };
  };
  const own = meetNamespace(input);
  // In the node's network a pod has the node's address, and no policy holds for it (Kubernetes, "Network Policies").
  const onNodes = (name: string): Party => ({
    name,
    ...(networks.nodes.length === 0 ? {} : { peers: networks.nodes.map((cidr) => ({ cidr })) }),
  });
  const relayPods = { namespace: relayNamespace(input), labels: relaySelector(input) };
  return {
    anyone: { name: 'anyone' },
    // Some clusters answer from the node (NodeLocal DNSCache), so not by the pods of CoreDNS.
    dns: { name: 'dns' },
    backends: pods('meet', own),
    log: pods('redis', own),
    sfus: sfu.exposure === 'hostNetwork' ? onNodes('janus') : pods('janus', mediaNamespace(input)),
    // Their policies are made with them.
    relays: relay.exposure === 'hostNetwork' ? onNodes('coturn') : { name: 'coturn', peers: [relayPods] },
    gateway: { name: 'gateway', peers: [proxies] },
    controller: pods('meet-controller', own),
    prometheus: { name: 'prometheus', peers: [{ namespace: monitoring.namespace, labels: {} }] },
  };
}
