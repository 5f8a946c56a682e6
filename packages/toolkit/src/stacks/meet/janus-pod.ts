import { imageOf } from '../images.ts';
import { restrictedContainer, restrictedPod } from '../pod-security.ts';
import {
  backendAccess,
  fromField,
  fromSecret,
  podBasis,
  selectorOf,
  spreadOver,
  type MeetStackInput,
} from './input.ts';

/** Stands in the files for the pod's address, which the pod knows when it starts. */
export const podIpMark = '@POD_IP@';
/** Where the pod puts its files together. */
export const janusRunDir = '/run/stoa';
export const janusFiles = 'janus-config';
export const janusKeys = 'janus-secrets';

const configDir = '/etc/stoa';
const health = '/usr/local/bin/node /app/health.mjs';
/** Seconds from the end of the drain to SIGKILL. */
const stopSeconds = 15;

/** The files of this pod with its address in them, then Janus; where the node has a public address, that one, too. */
const start = [
  'umask 077',
  `for file in ${configDir}/"$POD_NAME".*; do` +
    ` sed "s/${podIpMark}/$POD_IP/g" "$file" > "${janusRunDir}/\${file#${configDir}/"$POD_NAME".}"; done`,
  'for pair in $EXTERNAL_IPS; do if [ "${pair%%=*}" = "$NODE_NAME" ]; then' +
    ' set -- "$@" --nat-1-1="${pair#*=}" --keep-private-host; fi; done',
  `exec /usr/bin/janus --configs-folder=${janusRunDir} --config=${janusRunDir}/janus.jcfg --disable-colors "$@"`,
].join('\n');

/** The ports of a pod go by its ordinal: the last part of its name. */
const own = (base: number) => `$((${base} + \${POD_NAME##*-}))`;

export function janusPod(input: MeetStackInput, drainMs: number): Record<string, unknown> {
  const { exposure, nodes } = input.target.sfu;
  const hostNetwork = exposure === 'hostNetwork';
  return {
    ...podBasis,
    hostNetwork,
    // It has to find the session backends by name.
    ...(hostNetwork ? { dnsPolicy: 'ClusterFirstWithHostNet' } : {}),
    terminationGracePeriodSeconds: Math.ceil(drainMs / 1000) + stopSeconds,
    securityContext: restrictedPod,
    ...(nodes.length === 0 ? {} : { affinity: onNodes(nodes) }),
    topologySpreadConstraints: spreadOver(selectorOf(input, 'janus')),
    containers: [container(input, drainMs)],
    volumes: [
      { name: 'config', secret: { secretName: janusFiles, defaultMode: 0o440 } },
      // In memory, since there are secrets in the files.
      { name: 'run', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
    ],
  };
}

function onNodes(values: readonly string[]): Record<string, unknown> {
  const term = { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values }] };
  return {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } },
  };
}

function container(input: MeetStackInput, drainMs: number): Record<string, unknown> {
  const { target } = input;
  const { url: backends } = backendAccess(input);
  const externalIps = Object.entries(target.sfu.externalIps).map((pair) => pair.join('='));
  const shell = (line: string) => ({ exec: { command: ['/bin/sh', '-c', line] } });
  return {
    name: 'janus',
    ...imageOf(input, 'janus'),
    command: ['/bin/sh', '-c', start, 'janus'],
    env: [
      fromField('POD_NAME', 'metadata.name'),
      fromField('POD_IP', 'status.podIP'),
      fromField('NODE_NAME', 'spec.nodeName'),
      { name: 'EXTERNAL_IPS', value: externalIps.join(' ') },
      fromSecret('STOA_API_SECRET', janusKeys, 'api'),
      fromSecret('STOA_ADMIN_SECRET', janusKeys, 'admin'),
      fromSecret('STOA_ADMIN_TOKEN', janusKeys, 'token'),
    ],
    securityContext: restrictedContainer,
    // No limit on CPU: throttling would be jitter of every stream.
    resources: { requests: { cpu: '250m', memory: '128Mi' }, limits: { memory: '1Gi' } },
    ...probes(input, shell),
    lifecycle: {
      preStop: shell(`exec ${health} --timeout ${drainMs} drain ${backends} "$POD_NAME"`),
    },
    volumeMounts: [
      { name: 'config', mountPath: configDir, readOnly: true },
      { name: 'run', mountPath: janusRunDir },
    ],
  };
}

function probes(
  { platform: { sfu } }: MeetStackInput,
  shell: (line: string) => Record<string, unknown>,
): Record<string, unknown> {
  const urls = [sfu.apiPort, sfu.adminPort].map((port) => `"ws://$POD_IP:${own(port)}"`);
  const probe = { ...shell(`exec ${health} --timeout 3000 janus ${urls.join(' ')}`), timeoutSeconds: 10 };
  return {
    startupProbe: { ...probe, periodSeconds: 1, failureThreshold: 60 },
    readinessProbe: { ...probe, periodSeconds: 10, failureThreshold: 2 },
    // Slow to kill: a restart ends every connection.
    livenessProbe: { ...probe, periodSeconds: 30, failureThreshold: 4 },
  };
}
