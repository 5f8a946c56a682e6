export { coturnStack, type CoturnStackInput } from './coturn/index.ts';
export type { KubeObject } from '../kube/index.ts';
