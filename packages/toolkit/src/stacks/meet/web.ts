import type { KubeObject } from '../../kube/index.ts';
import { gatewayObjects } from './gateway.ts';
import { metadataOf, selectorOf, type MeetStackInput } from './input.ts';
import { behindGateway } from './web-urls.ts';

/** How browsers come in. */
export function webObjects(input: MeetStackInput): KubeObject[] {
  return [service(input), ...(behindGateway(input) ? gatewayObjects(input) : [])];
}

function service(input: MeetStackInput): KubeObject {
  const { web } = input.target;
  const port = { name: 'web', port: behindGateway(input) ? 80 : 443, targetPort: 'web' };
  const outside = {
    type: 'NodePort',
    externalTrafficPolicy: web.externalTrafficPolicy,
    ports: [{ ...port, nodePort: web.nodePort }],
  };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(input, 'meet'),
    spec: {
      selector: selectorOf(input, 'meet'),
      ...(behindGateway(input) ? { ports: [port] } : outside),
    },
  };
}
