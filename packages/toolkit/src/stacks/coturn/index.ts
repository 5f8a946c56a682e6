export { relayNamespace, relaySelector, type BackendAccess, type CoturnStackInput } from './input.ts';
export { coturnStack } from './stack.ts';
