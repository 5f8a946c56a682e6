import { createECDH, createSecretKey } from 'node:crypto';
import { p256 } from '@noble/curves/p256';
import type { RTCPeerConnection } from 'werift';

/*
 * werift does the key agreement of DTLS in JavaScript, with numbers of any length: 20 to 40 ms in which the process
 * neither sends nor reads, for each PeerConnection. A participant that prepares two of them beside a running call
 * would measure pauses that are its own. OpenSSL, which is in Node anyway, takes 0.2 ms for the same.
 */

const curve = 'prime256v1';

function publicKey(privateKey: Uint8Array, compressed = true): Uint8Array {
  const ecdh = createECDH(curve);
  ecdh.setPrivateKey(privateKey);
  return ecdh.getPublicKey(null, compressed ? 'compressed' : 'uncompressed');
}

/** A point in compressed form, as the original gives it; of its first byte, the sign of y, werift makes no use. */
function sharedSecret(privateKey: Uint8Array, other: Uint8Array): Uint8Array {
  const ecdh = createECDH(curve);
  ecdh.setPrivateKey(privateKey);
  return Buffer.concat([Buffer.from([2]), ecdh.computeSecret(other)]);
}

/** Has every DTLS handshake of this process agree on its keys natively. */
export function useNativeKeyAgreement(): void {
  Object.assign(p256, { getPublicKey: publicKey, getSharedSecret: sharedSecret });
}

/**
 * Gives the SRTP ciphers of a connection that is up their keys as key objects. Given as bytes, Node looks anew for each
 * packet what kind of key it has: 30 µs instead of 7.
 */
export function keepSrtpKeys(pc: RTCPeerConnection): void {
  for (const { srtp, srtcp } of pc.dtlsTransports) {
    for (const session of [srtp, srtcp]) {
      for (const context of [session.localContext, session.remoteContext]) keepKeys(context.cipher);
    }
  }
}

function keepKeys(cipher: object): void {
  for (const name of ['srtpSessionKey', 'srtcpSessionKey']) {
    const key: unknown = Reflect.get(cipher, name);
    if (Buffer.isBuffer(key)) Reflect.set(cipher, name, createSecretKey(key));
  }
}
