export { coturnStack, type CoturnStack, type CoturnStackInput } from './coturn/index.ts';
export type { KubeObject } from '../kube/index.ts';
