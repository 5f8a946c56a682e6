import { splitTransceivers } from './_screen-tracks.ts';
import { limitSending } from './_send-limit.ts';
import type { OwnTracks } from './engine.ts';

/** Puts microphone and camera into the connection's senders, by kind; needs no negotiation. */
export function sendTracks(connection: RTCPeerConnection, tracks: OwnTracks): void {
  for (const transceiver of splitTransceivers(connection.getTransceivers()).camera) {
    const kind = transceiver.receiver.track.kind;
    const track = kind === 'audio' ? tracks.audio : tracks.video;
    if (transceiver.currentDirection === 'stopped') continue;
    if (kind === 'video') limitSending(transceiver.sender, tracks.videoLimit);
    if (transceiver.sender.track === track) continue;
    // Rejects only when the connection was closed meanwhile; then nothing is to be sent.
    transceiver.sender.replaceTrack(track).catch(() => undefined);
  }
}
