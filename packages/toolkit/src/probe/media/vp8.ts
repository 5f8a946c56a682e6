/** A plain picture of 64×64 pixels and a frame that changes nothing in it, as libvpx encoded them. */
const keyFrame = Buffer.from(
  'd003009d012a400040000007088585889984880124100ec03f803f80207eed5011c80a297b87ce00' +
    'fefe0d0fffff567d3422fed23ffff5955f2547edb7170a3f00',
  'hex',
);
const interFrame = Buffer.from('d101000110092000c000c2c17fa000447400', 'hex');

export const vp8PayloadLength = 600;

/**
 * One VP8 frame in one RTP payload of {@link vp8PayloadLength} bytes: descriptor with a 15-bit picture id
 * (RFC 7741 §4.2), then the frame, which any decoder shows. The rest is free for the stamp: a decoder reads no further
 * into the last partition than its macroblocks go (RFC 6386 §9.5).
 */
export function vp8Packet(pictureId: number, key: boolean): Buffer {
  const packet = Buffer.alloc(vp8PayloadLength);
  packet[0] = 0x90; // X: extension follows; S: start of partition 0
  packet[1] = 0x80; // I: picture id follows
  packet.writeUInt16BE(0x8000 | (pictureId & 0x7fff), 2);
  (key ? keyFrame : interFrame).copy(packet, 4);
  return packet;
}
