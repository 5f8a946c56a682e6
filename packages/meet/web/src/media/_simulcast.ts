/**
 * The camera in three layers of the same picture, by RTP stream id (RFC 8853): a receiver gets the one that fits its
 * tile. The largest comes first, which is how Janus 1.1 counts its substreams; Chromium gives bandwidth to the smallest
 * first in any order.
 */
const layers: RTCRtpEncodingParameters[] = [
  { rid: 'h', scaleResolutionDownBy: 1, maxBitrate: 1_400_000 },
  { rid: 'm', scaleResolutionDownBy: 2, maxBitrate: 450_000 },
  { rid: 'l', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
];

/** The section that sends the camera; a browser that cannot send layers sends the picture alone. */
export function addCamera(connection: RTCPeerConnection): void {
  try {
    connection.addTransceiver('video', { direction: 'sendonly', sendEncodings: layers });
  } catch {
    connection.addTransceiver('video', { direction: 'sendonly' });
  }
}

/** Does the camera go in more than one layer? */
export function sendsLayers(connection: RTCPeerConnection): boolean {
  return connection.getSenders().some((sender) => (sender.getParameters().encodings ?? []).length > 1);
}
