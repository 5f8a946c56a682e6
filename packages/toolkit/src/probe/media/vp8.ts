const size = 64;

/** The uncompressed chunk in front of a key frame's first partition (RFC 6386 §9.1), 64×64 pixels. */
const keyHead = Buffer.from([0x10, 0x00, 0x00, 0x9d, 0x01, 0x2a, size, 0x00, size, 0x00]);
/** An inter frame's chunk is its 3-byte frame tag alone. */
const interHead = Buffer.from([0x11, 0x00, 0x00]);

export const vp8PayloadLength = 600;

/**
 * One VP8 frame in one RTP payload of {@link vp8PayloadLength} bytes: descriptor with a 15-bit picture id
 * (RFC 7741 §4.2), then the frame. Its end is free for the stamp.
 */
export function vp8Packet(pictureId: number, key: boolean): Buffer {
  const head = key ? keyHead : interHead;
  const packet = Buffer.alloc(vp8PayloadLength);
  packet[0] = 0x90; // X: extension follows; S: start of partition 0
  packet[1] = 0x80; // I: picture id follows
  packet.writeUInt16BE(0x8000 | (pictureId & 0x7fff), 2);
  head.copy(packet, 4);
  return packet;
}
