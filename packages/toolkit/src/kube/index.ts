export * from './api/index.ts';
export * from './kube-errors.ts';
export * from './kubeconfig/index.ts';
export * from './objects/index.ts';
export * from './status/index.ts';
