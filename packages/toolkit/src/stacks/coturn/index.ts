export type { CoturnStackInput } from './input.ts';
export { coturnStack } from './stack.ts';
