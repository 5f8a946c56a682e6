export * from './address.ts';
export type { StunAttributes } from './attributes.ts';
export * from './channel-data.ts';
export * from './decode.ts';
export { encodeMessage, type EncodeOptions, type StunMessage } from './encode.ts';
export * from './framing.ts';
export {
  firstChannel,
  headerLength,
  lastChannel,
  magicCookie,
  protocolUdp,
  transactionIdLength,
  type MessageClass,
  type Method,
} from './numbers.ts';
