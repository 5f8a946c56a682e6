/** Numbers of RFC 8489 (STUN) and RFC 8656 (TURN) as IANA registered them. */

export const magicCookie = 0x2112a442;
export const headerLength = 20;
export const transactionIdLength = 12;
/** FINGERPRINT is the CRC-32 of the message XORed with this (RFC 8489 §14.7). */
export const fingerprintXor = 0x5354554e;

export const methods = {
  binding: 0x001,
  allocate: 0x003,
  refresh: 0x004,
  send: 0x006,
  data: 0x007,
  createPermission: 0x008,
  channelBind: 0x009,
} as const;

export type Method = keyof typeof methods;

export const classes = { request: 0, indication: 1, success: 2, error: 3 } as const;

export type MessageClass = keyof typeof classes;

/** Attribute types that need care of their own; all others are rows of the table in attributes.ts. */
export const messageIntegrity = 0x0008;
export const messageIntegritySha256 = 0x001c;
export const fingerprint = 0x8028;

/** Channel numbers a client may bind (RFC 8656 §12). */
export const firstChannel = 0x4000;
export const lastChannel = 0x4fff;

/** IP protocol number for REQUESTED-TRANSPORT: UDP, the only one RFC 8656 relays. */
export const protocolUdp = 17;

const methodNames = new Map<number, Method>(
  Object.entries(methods).map(([name, number]) => [number, name as Method]),
);
const classNames = ['request', 'indication', 'success', 'error'] as const;

/** The 14-bit message type: method bits M11..M0 with the class bits C1 and C0 between them (RFC 8489 §5). */
export function messageType(method: Method, cls: MessageClass): number {
  const m = methods[method];
  const c = classes[cls];
  return (m & 0x000f) | ((m & 0x0070) << 1) | ((m & 0x0f80) << 2) | ((c & 1) << 4) | ((c & 2) << 7);
}

/** The inverse of messageType; undefined for a method that TURN does not have. */
export function splitMessageType(type: number): { method: Method; cls: MessageClass } | undefined {
  const method = methodNames.get((type & 0x000f) | ((type >> 1) & 0x0070) | ((type >> 2) & 0x0f80));
  const cls = classNames[((type >> 4) & 1) | ((type >> 7) & 2)];
  return method && cls ? { method, cls } : undefined;
}
