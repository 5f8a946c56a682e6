/**
 * Head of an Opus packet with one 20 ms CELT frame (RFC 6716 §3.2.5): code 3 with one frame and padding. The frame is
 * the encoder's digital silence, so a browser in the room hears nothing.
 */
const silence = Buffer.from([0xff, 0xfe]);
const toc = 0xfb; // configuration 31 (CELT, fullband, 20 ms), mono, code 3
const oneFrameWithPadding = 0x41;
const padding = 75;

export const opusPayloadLength = 3 + silence.length + padding;

/**
 * A valid Opus packet of {@link opusPayloadLength} bytes (about 32 kbit/s at 50 a second) whose last bytes are padding:
 * decoders must accept any value there, so the stamp goes there.
 */
export function opusPacket(): Buffer {
  const packet = Buffer.alloc(opusPayloadLength);
  packet[0] = toc;
  packet[1] = oneFrameWithPadding;
  packet[2] = padding;
  silence.copy(packet, 3);
  return packet;
}
