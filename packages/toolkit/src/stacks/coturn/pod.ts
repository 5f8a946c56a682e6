import { durationMs } from '../../config/index.ts';
import { imageOf } from '../images.ts';
import { restrictedContainer, restrictedPod } from '../pod-security.ts';
import { paths, secretName, tlsName, tokenKey } from './files.ts';
import { relaySelector, type RelayPlace } from './input.ts';

const health = ['/usr/local/bin/node', '/app/health.mjs'] as const;
/** coturn reads one file; its secret lines come from a Secret, the others from a ConfigMap. */
const start = [
  'umask 077',
  `cat ${paths.config}/turnserver.conf ${paths.secrets}/secrets.conf > ${paths.run}/turnserver.conf`,
  `exec /usr/bin/turnserver -c ${paths.run}/turnserver.conf "$@"`,
].join(' && ');

/** Seconds from the end of the wait for allocations to SIGKILL. */
const stopSeconds = 30;
/** How long a relay that has started tries to say so, ms: its start waits for it. */
const backMs = 3_000;

export interface RelayPodSpec extends Readonly<Record<string, unknown>> {
  readonly terminationGracePeriodSeconds: number;
}

export function podSpec(place: RelayPlace): RelayPodSpec {
  const { input, relay, hostNetwork, node } = place;
  const drainMs = durationMs(input.target.relay.drainLimit);
  return {
    hostNetwork,
    dnsPolicy: dnsPolicy(place),
    // coturn 4.6 has no handler for SIGTERM, and the first process of a PID namespace ignores what it does not handle.
    shareProcessNamespace: true,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: Math.ceil(drainMs / 1000) + stopSeconds,
    securityContext: restrictedPod,
    ...(node === undefined ? {} : { nodeSelector: { 'kubernetes.io/hostname': node } }),
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        // The ports of relays differ, so a cluster of one node may have them all.
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: relaySelector(input) },
      },
    ],
    containers: [container(place, drainMs)],
    volumes: [
      { name: 'config', configMap: { name: relay.name } },
      { name: 'secrets', secret: { secretName, defaultMode: 0o440 } },
      { name: 'tls', secret: { secretName: tlsName, defaultMode: 0o440 } },
      { name: 'run', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
    ],
  };
}

/** coturn itself resolves no names of the cluster. */
function dnsPolicy({ input, hostNetwork }: RelayPlace): string {
  if (!input.backends) return 'Default';
  return hostNetwork ? 'ClusterFirstWithHostNet' : 'ClusterFirst';
}

/**
 * Before a relay is stopped its people are told to take another, and it waits for the last allocation to end. That
 * nobody could be told keeps it from nothing. A relay that has started says that it is there; at the first start of a
 * platform nobody hears it, and nobody has to.
 */
function lifecycle({ input: { backends }, relay }: RelayPlace, drainMs: number): Record<string, unknown> {
  const { min, max } = relay.relayPorts;
  const idle = ['--timeout', String(drainMs), 'idle', `${min}-${max}`];
  if (!backends) return { preStop: { exec: { command: [...health, ...idle] } } };
  const told = (timeoutMs: number, name: string) =>
    [...health, '--timeout', timeoutMs, name, backends.url, relay.name].join(' ');
  const shell = (line: string) => ({ exec: { command: ['/bin/sh', '-c', line] } });
  return {
    postStart: shell(`${told(backMs, 'back')} || true`),
    preStop: shell(`${told(drainMs, 'leave')}; exec ${[...health, ...idle].join(' ')}`),
  };
}

function container(place: RelayPlace, drainMs: number): Record<string, unknown> {
  const mount = (name: keyof typeof paths) => ({
    name,
    mountPath: paths[name],
    ...(name === 'run' ? {} : { readOnly: true }),
  });
  return {
    name: 'coturn',
    ...imageOf(place.input, 'coturn'),
    command: ['/bin/sh', '-c', start, 'turnserver'],
    args: addresses(place),
    env: [
      { name: 'RELAY_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'NODE_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
      ...(place.input.backends
        ? [{ name: 'STOA_ADMIN_TOKEN', valueFrom: { secretKeyRef: { name: secretName, key: tokenKey } } }]
        : []),
    ],
    ports: ports(place),
    securityContext: restrictedContainer,
    // No limit on CPU: throttling would be jitter of every stream.
    resources: { requests: { cpu: '100m', memory: '96Mi' }, limits: { memory: '512Mi' } },
    ...probes(place),
    lifecycle: lifecycle(place, drainMs),
    volumeMounts: [mount('config'), mount('secrets'), mount('tls'), mount('run')],
  };
}

/**
 * `$(NAME)` is filled in by the kubelet. The public address stands without the private one after a slash: coturn 4.6.1
 * puts that one on its list of allowed peers, which goes before any that is denied (seen: a permission for the node).
 */
function addresses({ externalIp, hostNetwork }: RelayPlace): string[] {
  const outside = externalIp ?? (hostNetwork ? undefined : '$(NODE_IP)');
  return [
    '--listening-ip=$(RELAY_IP)',
    '--relay-ip=$(RELAY_IP)',
    ...(outside === undefined ? [] : [`--external-ip=${outside}`]),
    // Also where nodes have public addresses.
    '--denied-peer-ip=$(NODE_IP)',
  ];
}

function ports({ relay: { port, tlsPort }, hostNetwork }: RelayPlace): Record<string, unknown>[] {
  const one = (name: string, containerPort: number, protocol: 'TCP' | 'UDP') => ({
    name,
    containerPort,
    // So that the scheduler keeps two relays with the same port apart.
    ...(hostNetwork ? { hostPort: containerPort } : {}),
    protocol,
  });
  return [one('turn-udp', port, 'UDP'), one('turn-tcp', port, 'TCP'), one('turn-tls', tlsPort, 'TCP')];
}

/** A TCP probe would be content with any listener; this one speaks STUN over both transports. */
function probes({ relay: { port } }: RelayPlace): Record<string, unknown> {
  const urls = [`stun:127.0.0.1:${port}`, `turn:127.0.0.1:${port}?transport=tcp`];
  const probe = { exec: { command: [...health, '--timeout', '3000', 'stun', ...urls] }, timeoutSeconds: 5 };
  return {
    startupProbe: { ...probe, periodSeconds: 2, failureThreshold: 30 },
    readinessProbe: { ...probe, periodSeconds: 10, failureThreshold: 2 },
    // Slow to kill: a restart ends every allocation.
    livenessProbe: { ...probe, periodSeconds: 20, failureThreshold: 6 },
  };
}
