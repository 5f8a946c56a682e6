import type { OwnTracks } from './engine.ts';

/** Puts the own tracks into the connection's senders, by kind; needs no negotiation. */
export function sendTracks(connection: RTCPeerConnection, tracks: OwnTracks): void {
  for (const transceiver of connection.getTransceivers()) {
    const kind = transceiver.receiver.track.kind;
    const track = kind === 'audio' ? tracks.audio : tracks.video;
    if (transceiver.currentDirection === 'stopped' || transceiver.sender.track === track) continue;
    // Rejects only when the connection was closed meanwhile; then nothing is to be sent.
    transceiver.sender.replaceTrack(track).catch(() => undefined);
  }
}
