export type { CoturnStackInput } from './input.ts';
export { coturnStack, type CoturnStack } from './stack.ts';
