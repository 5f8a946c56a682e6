import { renderRedisConf } from '../../media/index.ts';
import type { KubeObject } from '../../kube/index.ts';
import { imageOf } from '../images.ts';
import { restrictedContainer, restrictedPod } from '../pod-security.ts';
import { encoded, fromSecret, metadataOf, podBasis, selectorOf, type MeetStackInput } from './input.ts';

const dataDir = '/data';
const configDir = '/etc/stoa';

/** Redis, where the rooms are kept: one, with its append-only file on a volume. */
export function redisObjects(input: MeetStackInput): KubeObject[] {
  const { redis } = input.platform;
  if (redis.kind === 'memory') return [];
  return [secret(input), service(input), disruptionBudget(input), statefulSet(input)];
}

function secret(input: MeetStackInput): KubeObject {
  const { redisPassword: password = '' } = input.secrets;
  // Every address of the pod; who may come is the matter of the policy and of the password.
  const conf = renderRedisConf({ bind: '* -::*', port: input.platform.redis.port, password, dataDir });
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadataOf(input, 'redis'),
    type: 'Opaque',
    data: encoded({ 'redis.conf': conf, password }),
  };
}

function service(input: MeetStackInput): KubeObject {
  const { port } = input.platform.redis;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(input, 'redis'),
    spec: {
      selector: selectorOf(input, 'redis'),
      // There is but one: a probe that was late on a busy node must not cut off who still gets answers.
      publishNotReadyAddresses: true,
      ports: [{ name: 'redis', port, targetPort: 'redis' }],
    },
  };
}

/**
 * On a volume of its own Redis comes back on another node within seconds, and calls go on meanwhile. Without, the rooms
 * would be gone with the pod: whoever drains its node is stopped.
 */
function disruptionBudget(input: MeetStackInput): KubeObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadataOf(input, 'redis'),
    spec: {
      maxUnavailable: input.target.redis.size === undefined ? 0 : 1,
      selector: { matchLabels: selectorOf(input, 'redis') },
    },
  };
}

function statefulSet(input: MeetStackInput): KubeObject {
  const { size, storageClass } = input.target.redis;
  const claim = {
    metadata: { name: 'data' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: size } },
      ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
    },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadataOf(input, 'redis'),
    spec: {
      replicas: 1,
      serviceName: 'redis',
      // The default, OrderedReady, waits for a pod that never becomes ready before it takes the template that would cure
      // it: a rollback would hang (Kubernetes, StatefulSets: "Forced rollback").
      podManagementPolicy: 'Parallel',
      selector: { matchLabels: selectorOf(input, 'redis') },
      template: { metadata: { labels: metadataOf(input, 'redis').labels }, spec: podSpec(input) },
      ...(size === undefined ? {} : { volumeClaimTemplates: [claim] }),
    },
  };
}

function podSpec(input: MeetStackInput): Record<string, unknown> {
  const volatile = { name: 'data', emptyDir: {} };
  return {
    ...podBasis,
    securityContext: { ...restrictedPod, fsGroupChangePolicy: 'OnRootMismatch' },
    containers: [container(input)],
    volumes: [
      { name: 'config', secret: { secretName: 'redis', defaultMode: 0o440 } },
      ...(input.target.redis.size === undefined ? [volatile] : []),
    ],
  };
}

function container(input: MeetStackInput): Record<string, unknown> {
  const { port } = input.platform.redis;
  const command = ['/usr/local/bin/node', '/app/health.mjs', 'redis', '127.0.0.1', String(port)];
  const probe = { exec: { command }, timeoutSeconds: 10 };
  return {
    name: 'redis',
    ...imageOf(input, 'redis'),
    args: [`${configDir}/redis.conf`],
    env: [fromSecret('STOA_REDIS_PASSWORD', 'redis', 'password')],
    ports: [{ name: 'redis', containerPort: port, protocol: 'TCP' }],
    securityContext: restrictedContainer,
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '1Gi' } },
    // Reading a long file takes its time, and says -LOADING.
    startupProbe: { ...probe, periodSeconds: 1, failureThreshold: 120 },
    readinessProbe: { ...probe, periodSeconds: 10, failureThreshold: 2 },
    livenessProbe: { ...probe, periodSeconds: 30, failureThreshold: 4 },
    volumeMounts: [
      { name: 'config', mountPath: configDir, readOnly: true },
      { name: 'data', mountPath: dataDir },
    ],
  };
}
