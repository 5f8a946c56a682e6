import { z } from 'zod';
import { duration, ipv4, ipv4Network, labelKey, labelValue, namespaceName, nodeName } from './primitives.ts';

/** RFC 1123 subdomain, or an IPv4 address. */
const host = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, 'not a host name or address');

export const hosts = z.array(host).max(16).default([]);

export const webSchema = z.strictObject({
  exposure: z
    .literal(['nodePort', 'gateway'])
    .default('nodePort')
    .describe(
      '`nodePort`: session backends speak TLS themselves, behind one port of every node. `gateway`: Gateway API with Envoy Gateway, which ends TLS.',
    ),
  hosts: hosts.describe(
    'Names or addresses by which browsers reach the web app, the first being the one to tell people.',
  ),
  nodePort: z
    .int()
    .min(30_000)
    .max(32_767)
    .default(30_443)
    .describe('With `nodePort`: the HTTPS port of the nodes.'),
  externalTrafficPolicy: z
    .literal(['Cluster', 'Local'])
    .default('Cluster')
    .describe(
      'With `nodePort`. `Cluster`: any node leads to any session backend, which sees nodes’ addresses instead of clients’: limits per address then count for all who come by one node. `Local`: clients’ addresses are seen, and a node leads to its own session backends only.',
    ),
  gatewayClass: z
    .string()
    .min(1)
    .max(253)
    .default('envoy')
    .describe('With `gateway`: the GatewayClass, whose controller is Envoy Gateway.'),
});

export const sfuPlaceSchema = z.strictObject({
  exposure: z
    .literal(['hostNetwork', 'pod'])
    .default('hostNetwork')
    .describe(
      '`hostNetwork`: media goes to the nodes’ own addresses. `pod`: to those of the pods (Pod Security `restricted`, network policies), which clients and relays must be able to reach.',
    ),
  nodes: z
    .array(nodeName)
    .max(32)
    .default([])
    .describe('Nodes (their label `kubernetes.io/hostname`) that SFUs may run on; default: any.'),
  externalIps: z
    .record(nodeName, ipv4)
    .default({})
    .describe('Public address of each node that clients reach by another one than its own.'),
  addresses: z
    .array(z.union([ipv4, ipv4Network]))
    .max(32)
    .default([])
    .describe(
      'Addresses or ranges of the SFUs, which relays may send to; default: `target.networks.nodes`, or `pods` where SFUs are pods.',
    ),
  drainLimit: duration
    .default('5m')
    .describe('How long an SFU that is stopped waits until its rooms have gone to others.'),
});

export const redisPlaceSchema = z.strictObject({
  size: z
    .string()
    .regex(/^[1-9]\d*(Mi|Gi|Ti)$/, 'not a size, like 1Gi')
    .optional()
    .describe(
      'Size of the volume for the rooms. Without it they live as long as the pod: Redis may restart, but not move to another node, so a drain of its node is refused.',
    ),
  storageClass: z.string().min(1).max(253).optional().describe('StorageClass; default: that of the cluster.'),
});

export const scalingSchema = z.strictObject({
  maxBackends: z
    .int()
    .min(1)
    .max(100)
    .default(15)
    .describe(
      'Most session backends; `meet.backends` are the fewest. The same number: no autoscaler, which needs a metrics server.',
    ),
  cpu: z.int().min(1).max(100).default(60).describe('Average use of CPU to aim at, % of the request.'),
  memory: z.int().min(1).max(100).default(70).describe('Average use of memory to aim at, % of the request.'),
});

export const monitoringSchema = z.strictObject({
  serviceMonitor: z
    .boolean()
    .default(false)
    .describe(
      'Makes a ServiceMonitor of the session backends, and opens their metrics to the monitoring; needs a Prometheus operator.',
    ),
  namespace: namespaceName.default('monitoring').describe('Namespace of the Prometheus that asks.'),
  labels: z
    .record(labelKey, labelValue)
    .default({})
    .describe(
      'Labels of the ServiceMonitor by which that Prometheus selects it, like `release: monitoring`.',
    ),
});
