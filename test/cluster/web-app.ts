import { podImage } from './images.ts';

const labels = { app: 'web' };

/** A small web server that answers with its pod's name. */
export function webDeployment(replicas: number): object {
  const container = {
    name: 'web',
    image: podImage,
    imagePullPolicy: 'Never',
    args: ['serve'],
    ports: [{ containerPort: 8080 }],
    readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 1 },
  };
  const template = {
    metadata: { labels },
    spec: { containers: [container], terminationGracePeriodSeconds: 2 },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas, selector: { matchLabels: labels }, template },
  };
}

export function webService(): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
  };
}
