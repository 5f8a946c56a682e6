import type { ScreenTracks } from './local-screen.ts';

type Kind = 'audio' | 'video';

/**
 * The transceivers of a connection in their order, camera and microphone set apart from screens: the first of each
 * kind are the former (see the protocol's `screenMids`).
 */
export function splitTransceivers(transceivers: readonly RTCRtpTransceiver[]) {
  const seen = new Set<string>();
  const camera: RTCRtpTransceiver[] = [];
  const screen: RTCRtpTransceiver[] = [];
  for (const transceiver of transceivers) {
    const { kind } = transceiver.receiver.track;
    (seen.has(kind) ? screen : camera).push(transceiver);
    seen.add(kind);
  }
  return { camera, screen };
}

/** The sending side of an own screen on one connection. Its sections are made at the first share, and kept. */
export class ScreenSender {
  readonly #connection: RTCPeerConnection;
  #lines: Readonly<Record<Kind, RTCRtpTransceiver>> | undefined;

  constructor(connection: RTCPeerConnection) {
    this.#connection = connection;
  }

  /** Sends these tracks, or none. @returns whether an offer has to be made for it */
  set(tracks: ScreenTracks | null): boolean {
    if (this.#lines === undefined && tracks === null) return false;
    this.#lines ??= {
      video: this.#connection.addTransceiver('video', { direction: 'inactive' }),
      audio: this.#connection.addTransceiver('audio', { direction: 'inactive' }),
    };
    for (const kind of ['video', 'audio'] as const) {
      const track = tracks?.[kind] ?? null;
      const line = this.#lines[kind];
      if (line.currentDirection === 'stopped') continue;
      line.direction = track === null ? 'inactive' : 'sendonly';
      // Rejects only when the connection was closed meanwhile; then nothing is to be sent.
      if (line.sender.track !== track) line.sender.replaceTrack(track).catch(() => undefined);
    }
    return this.pending;
  }

  /** What was set has not been agreed on: never offered, or the offer was rolled back. */
  get pending(): boolean {
    const lines = this.#lines === undefined ? [] : Object.values(this.#lines);
    return lines.some(
      ({ mid, direction, currentDirection }) =>
        currentDirection !== 'stopped' &&
        direction !== (currentDirection ?? 'inactive') &&
        (mid === null || direction !== currentDirection),
    );
  }
}

/** What arrives of the other side's screen on a connection that both send on. */
export function receivedScreen(
  connection: RTCPeerConnection,
): Readonly<Record<Kind, MediaStreamTrack | null>> {
  const { screen } = splitTransceivers(connection.getTransceivers());
  const find = (kind: Kind) =>
    screen
      .filter(({ currentDirection }) => currentDirection === 'recvonly' || currentDirection === 'sendrecv')
      .find(({ receiver }) => receiver.track.kind === kind)?.receiver.track ?? null;
  return { video: find('video'), audio: find('audio') };
}
