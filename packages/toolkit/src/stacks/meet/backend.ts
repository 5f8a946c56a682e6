import { durationMs } from '../../config/index.ts';
import type { KubeObject } from '../../kube/index.ts';
import { oneAtATime } from '../disruption-budget.ts';
import { imageOf } from '../images.ts';
import { restrictedContainer, restrictedPod } from '../pod-security.ts';
import { autoscaler, replicasOf } from './autoscaler.ts';
import { backendFile, backendPaths } from './backend-file.ts';
import {
  encoded,
  fromField,
  metadataOf,
  podBasis,
  selectorOf,
  spreadOver,
  type MeetStackInput,
} from './input.ts';
import { behindGateway, webPort } from './web-urls.ts';

export const tlsName = 'meet-tls';

/** Seconds until every node has heard that the pod gets no more connections; it still serves meanwhile. */
const settleSeconds = 3;
/** Seconds from the end of the drain to SIGKILL. */
const stopSeconds = 10;

/**
 * The session backends. The web app is in their image and is served by them: a few static files that every browser asks
 * for once, always of the same version as the socket behind them. So one Deployment is both, and scales with the people
 * who are connected.
 */
export function backendObjects(input: MeetStackInput): KubeObject[] {
  return [
    startFile(input),
    ...(behindGateway(input) ? [] : [tlsSecret(input)]),
    adminService(input),
    oneAtATime(metadataOf(input, 'meet'), selectorOf(input, 'meet')),
    deployment(input),
    ...autoscaler(input),
  ];
}

function startFile(input: MeetStackInput): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadataOf(input, 'meet'),
    type: 'Opaque',
    data: encoded({ 'meet.json': `${JSON.stringify(backendFile(input), null, 2)}\n` }),
  };
}

/** Of the web listener, wherever TLS ends. */
export function tlsSecret(input: MeetStackInput): KubeObject {
  const { certificate, key } = input.tls;
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadataOf(input, 'meet', tlsName),
    type: 'kubernetes.io/tls',
    data: encoded({ 'tls.crt': certificate, 'tls.key': key }),
  };
}

/** For operators and for SFUs that are stopped; every session backend answers for all. */
function adminService(input: MeetStackInput): KubeObject {
  const { adminPort } = input.platform.meet;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(input, 'meet', 'meet-admin'),
    spec: {
      selector: selectorOf(input, 'meet'),
      ports: [{ name: 'admin', port: adminPort, targetPort: 'admin' }],
    },
  };
}

function deployment(input: MeetStackInput): KubeObject {
  const metadata = metadataOf(input, 'meet');
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: replicasOf(input).min,
      // People of a pod that goes need one to go to: first the new one, then the old one's drain.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      // Well above the start of a pod, so that one that never becomes ready is told soon.
      progressDeadlineSeconds: 120,
      selector: { matchLabels: selectorOf(input, 'meet') },
      template: { metadata: { labels: metadata.labels }, spec: podSpec(input) },
    },
  };
}

function podSpec(input: MeetStackInput): Record<string, unknown> {
  const drainSeconds = Math.ceil(durationMs(input.platform.meet.drain.time) / 1000);
  const tls = { name: 'tls', secret: { secretName: tlsName, defaultMode: 0o440 } };
  return {
    ...podBasis,
    terminationGracePeriodSeconds: settleSeconds + drainSeconds + stopSeconds,
    securityContext: restrictedPod,
    topologySpreadConstraints: spreadOver(selectorOf(input, 'meet')),
    containers: [container(input)],
    volumes: [
      { name: 'config', secret: { secretName: 'meet', defaultMode: 0o440 } },
      ...(behindGateway(input) ? [] : [tls]),
    ],
  };
}

function container(input: MeetStackInput): Record<string, unknown> {
  const mount = (name: 'config' | 'tls') => ({ name, mountPath: backendPaths[name], readOnly: true });
  return {
    name: 'meet',
    ...imageOf(input, 'meet'),
    args: [`${backendPaths.config}/meet.json`],
    env: [fromField('STOA_BACKEND_NAME', 'metadata.name')],
    ports: [
      { name: 'web', containerPort: webPort(input), protocol: 'TCP' },
      { name: 'admin', containerPort: input.platform.meet.adminPort, protocol: 'TCP' },
    ],
    securityContext: restrictedContainer,
    resources: { requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '512Mi' } },
    ...probes(input),
    // SIGTERM, which begins the drain, comes when nobody is led here any more.
    lifecycle: { preStop: { sleep: { seconds: settleSeconds } } },
    volumeMounts: [mount('config'), ...(behindGateway(input) ? [] : [mount('tls')])],
  };
}

function probes(input: MeetStackInput): Record<string, unknown> {
  const scheme = behindGateway(input) ? 'HTTP' : 'HTTPS';
  const probe = (path: string) => ({ httpGet: { path, port: 'web', scheme }, timeoutSeconds: 5 });
  return {
    startupProbe: { ...probe('/health/live'), periodSeconds: 1, failureThreshold: 60 },
    readinessProbe: { ...probe('/health/ready'), periodSeconds: 3, failureThreshold: 3 },
    // Slow to kill: everybody who is connected would have to come back.
    livenessProbe: { ...probe('/health/live'), periodSeconds: 10, failureThreshold: 6 },
  };
}
