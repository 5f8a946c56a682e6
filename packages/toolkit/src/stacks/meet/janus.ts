import { durationMs } from '../../config/index.ts';
import { renderJanus } from '../../media/index.ts';
import type { KubeObject } from '../../kube/index.ts';
import { oneAtATime } from '../disruption-budget.ts';
import { encoded, metadataOf, selectorOf, type MeetStackInput } from './input.ts';
import { janusFiles, janusKeys, janusPod, janusRunDir, podIpMark } from './janus-pod.ts';
import { sfusOf, type Sfu } from './sfus.ts';

/** The SFUs: one set with stable names, one Service for each. */
export function janusObjects(input: MeetStackInput): KubeObject[] {
  const sfus = sfusOf(input);
  if (sfus.length === 0) return [];
  return [
    configSecret(input, sfus),
    keySecret(input),
    governingService(input),
    ...sfus.map((sfu) => service(input, sfu)),
    oneAtATime(metadataOf(input, 'janus'), selectorOf(input, 'janus')),
    statefulSet(input),
  ];
}

/** The files of all SFUs, each under `janus-0.<file>`; a pod takes its own. */
function configSecret(input: MeetStackInput, sfus: readonly Sfu[]): KubeObject {
  const { sfuApiSecret: apiSecret = '', sfuAdminSecret: adminSecret = '' } = input.secrets;
  const files = sfus.flatMap(({ name, apiPort, adminPort, rtpPorts }) => {
    const rendered = renderJanus({
      name,
      configDir: janusRunDir,
      mediaAddress: podIpMark,
      apiAddress: podIpMark,
      rtpPorts,
      apiPort,
      adminPort,
      apiSecret,
      adminSecret,
    });
    return Object.entries(rendered).map(([file, content]) => [`${name}.${file}`, content] as const);
  });
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadataOf(input, 'janus', janusFiles),
    type: 'Opaque',
    data: encoded(Object.fromEntries(files)),
  };
}

/** For probes, and for asking the backends to move its rooms. */
function keySecret(input: MeetStackInput): KubeObject {
  const { sfuApiSecret: api = '', sfuAdminSecret: admin = '', adminToken } = input.secrets;
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadataOf(input, 'janus', janusKeys),
    type: 'Opaque',
    data: encoded({ api, admin, token: adminToken }),
  };
}

/** A StatefulSet needs one. */
function governingService(input: MeetStackInput): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(input, 'janus'),
    spec: { clusterIP: 'None', selector: selectorOf(input, 'janus') },
  };
}

/** Also while it is not ready: an SFU that is stopped is drained over its API until the end. */
function service(input: MeetStackInput, { name, apiPort, adminPort }: Sfu): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(input, 'janus', name),
    spec: {
      selector: { ...selectorOf(input, 'janus'), 'statefulset.kubernetes.io/pod-name': name },
      publishNotReadyAddresses: true,
      ports: [
        { name: 'api', port: apiPort, targetPort: apiPort },
        { name: 'admin', port: adminPort, targetPort: adminPort },
      ],
    },
  };
}

/** Rolled one after the other, each when the one before is ready: its rooms have somewhere to go. */
function statefulSet(input: MeetStackInput): KubeObject {
  const metadata = metadataOf(input, 'janus');
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata,
    spec: {
      replicas: input.platform.sfu.replicas,
      serviceName: 'janus',
      // Of updates it is not the matter, only of starting.
      podManagementPolicy: 'Parallel',
      // A backend notices a new SFU within seconds.
      minReadySeconds: 5,
      selector: { matchLabels: selectorOf(input, 'janus') },
      template: {
        metadata: { labels: metadata.labels },
        spec: janusPod(input, durationMs(input.target.sfu.drainLimit)),
      },
    },
  };
}
