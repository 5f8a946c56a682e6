import type { KubeObject } from '@stoa/toolkit/kube';

/**
 * Objects as a platform has them, a quarter of each kind: ConfigMap, Service, Deployment, NetworkPolicy. The Deployments
 * have no replicas, so that nothing is measured but the apply.
 */
export function benchObjects(count: number): KubeObject[] {
  return Array.from({ length: count }, (_unused, index) => {
    const make = makers[index % makers.length] as (typeof makers)[number];
    return make(`app-${Math.floor(index / makers.length)}`);
  });
}

const makers = [configMap, service, deployment, networkPolicy] as const;
const labelsOf = (name: string) => ({ 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'bench' });

function configMap(name: string): KubeObject {
  const lines = Array.from({ length: 20 }, (_unused, index) => `key-${index} = ${name} value ${index}`);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels: labelsOf(name) },
    data: { 'app.conf': lines.join('\n') },
  };
}

function service(name: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: labelsOf(name) },
    spec: { selector: labelsOf(name), ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  };
}

function deployment(name: string): KubeObject {
  const container = {
    name: 'app',
    image: 'registry.example.org/app:1',
    ports: [{ name: 'http', containerPort: 8080 }],
    env: [{ name: 'NAME', value: name }],
    envFrom: [{ configMapRef: { name } }],
    resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
    readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: labelsOf(name) },
    spec: {
      replicas: 0,
      selector: { matchLabels: labelsOf(name) },
      template: { metadata: { labels: labelsOf(name) }, spec: { containers: [container] } },
    },
  };
}

function networkPolicy(name: string): KubeObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, labels: labelsOf(name) },
    spec: {
      podSelector: { matchLabels: labelsOf(name) },
      ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ protocol: 'TCP', port: 8080 }] }],
    },
  };
}
