import { z } from 'zod';
import { duration, ipv4, ipv4Network, nodeName, objectName } from './primitives.ts';
import { certificateSchema } from './target-certificate.ts';
import {
  hosts,
  monitoringSchema,
  redisPlaceSchema,
  scalingSchema,
  sfuPlaceSchema,
  webSchema,
} from './target-meet.ts';

const stateDir = z
  .string()
  .min(1)
  .default('.stoa')
  .describe('Folder for generated files, secrets, logs and evidence; relative to the config file.');

const localTarget = z.strictObject({
  type: z.literal('local').describe('Supervised processes on this machine.'),
  address: z
    .union([z.literal(['auto', 'loopback', 'primary']), ipv4])
    .default('auto')
    .describe(
      'Address for media and web: `loopback` (a veth pair with 127.88.0.x, needs root), `primary` (this machine’s main address, so that a phone on the same network can join), an IPv4 address of this machine, or `auto` (loopback as root, else primary).',
    ),
  stateDir,
});

const imageTag = z.string().regex(/^\w[\w.-]{0,127}$/, 'not a tag of an image, like v1.2.0');

const imagesSchema = z.strictObject({
  registry: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9][a-z0-9._-]*)*$/,
      'not a registry with a path, like registry.example.org/stoa',
    )
    .describe(
      'Where the images `meet`, `janus`, `redis` and `coturn` are, like `registry.example.org/stoa`.',
    ),
  tag: imageTag.describe('Tag of the images.'),
  tags: z
    .strictObject({
      meet: imageTag.optional().describe('Session backends and web app.'),
      janus: imageTag.optional().describe('SFUs.'),
      redis: imageTag.optional().describe('Redis.'),
      coturn: imageTag.optional().describe('Relays.'),
    })
    .prefault({})
    .describe(
      'Tags of single images, before `tag`: with a tag of its own, a part is not started anew by the next version of the others.',
    ),
});

const networks = z.array(ipv4Network).max(32).default([]);

const networksSchema = z.strictObject({
  nodes: networks.describe('Ranges of the nodes.'),
  pods: networks.describe('Ranges of the pods.'),
  services: networks.describe('Ranges of the Services.'),
});

const relaySchema = z.strictObject({
  exposure: z
    .literal(['hostNetwork', 'nodePort'])
    .default('hostNetwork')
    .describe(
      '`hostNetwork`: relays listen on their nodes’ own addresses. `nodePort`: relays are ordinary pods (Pod Security `restricted`, network policies) behind Services of type NodePort; every TURN and relay port then lies in 30000–32767, and each port is one of its Service.',
    ),
  hosts: hosts.describe(
    'Name or address by which clients reach each relay, in their order; default: `externalIps`.',
  ),
  externalIps: z
    .array(ipv4)
    .max(8)
    .default([])
    .describe(
      'Public address of each relay, in their order, when clients reach the node by another one than its own.',
    ),
  nodes: z
    .array(nodeName)
    .max(8)
    .default([])
    .describe('Node (its label `kubernetes.io/hostname`) of each relay; needed with `externalIps`.'),
  drainLimit: duration
    .default('10m')
    .describe('How long a relay that is stopped waits for its last allocation to end.'),
});

const kubernetesTarget = z.strictObject({
  type: z.literal('kubernetes').describe('Pods of a Kubernetes cluster.'),
  context: z.string().min(1).optional().describe('Context of the kubeconfig; default: the current one.'),
  kubeconfig: z
    .string()
    .min(1)
    .optional()
    .describe('Path of the kubeconfig, relative to the config file; default: as kubectl finds it.'),
  namespace: objectName.optional().describe('Namespace; default: the name of the platform.'),
  images: imagesSchema.describe('The container images.'),
  networks: networksSchema
    .prefault({})
    .describe(
      'The cluster’s own networks, which no relay opens a door into. Private ones are closed anyway.',
    ),
  web: webSchema.prefault({}).describe('How browsers reach the web app and the session backends.'),
  certificate: certificateSchema
    .optional()
    .describe(
      'Certificate of the web app and of TURN over TLS; default: one of a CA that the platform makes.',
    ),
  scaling: scalingSchema.prefault({}).describe('How many session backends there are.'),
  monitoring: monitoringSchema.prefault({}).describe('Who gathers the metrics of the session backends.'),
  sfu: sfuPlaceSchema.prefault({}).describe('Where SFUs run, and how media reaches them.'),
  redis: redisPlaceSchema.prefault({}).describe('Where Redis keeps the rooms.'),
  relay: relaySchema.prefault({}).describe('How relays are reached from outside the cluster.'),
  stateDir,
});

export const targetSchema = z.discriminatedUnion('type', [localTarget, kubernetesTarget]);
export type LocalTarget = z.output<typeof localTarget>;
export type KubernetesTarget = z.output<typeof kubernetesTarget>;
