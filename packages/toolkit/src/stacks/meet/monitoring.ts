import type { KubeObject } from '../../kube/index.ts';
import { metadataOf, selectorOf, type MeetStackInput } from './input.ts';

const name = 'meet-metrics';

/** For a Prometheus operator: it finds the Service by its label, and asks each session backend behind it. */
export function monitoringObjects(input: MeetStackInput): KubeObject[] {
  const { monitoring } = input.target;
  if (!monitoring.serviceMonitor) return [];
  const metadata = metadataOf(input, 'meet', name);
  const own = { 'app.kubernetes.io/component': 'metrics' };
  const port = { name: 'metrics', port: input.platform.meet.adminPort, targetPort: 'admin' };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, labels: { ...metadata.labels, ...own } },
      // Nobody asks the Service itself.
      spec: { clusterIP: 'None', selector: selectorOf(input, 'meet'), ports: [port] },
    },
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { ...metadata, labels: { ...monitoring.labels, ...metadata.labels } },
      spec: {
        selector: { matchLabels: { ...selectorOf(input, 'meet'), ...own } },
        endpoints: [{ port: 'metrics', path: '/metrics', interval: '30s', scrapeTimeout: '10s' }],
      },
    },
  ];
}
