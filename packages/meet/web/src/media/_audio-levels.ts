import { levelBetween, soundsOf } from './_loudness.ts';
import type { Sound } from './_loudness.ts';
import type { NamedConnection } from './engine.ts';
import type { RemoteMediaState } from './remote-media.ts';

/** A receiver whose sound is somebody's; `mid` of its section. */
interface Heard {
  readonly participant: string;
  readonly receiver: RTCRtpReceiver;
  readonly mid: string | null;
}

/** Whose sound a track is. */
function owners(remote: RemoteMediaState): Map<MediaStreamTrack, string> {
  return new Map(
    Object.entries(remote).flatMap(([id, { stream }]) =>
      stream.getAudioTracks().map((track): [MediaStreamTrack, string] => [track, id]),
    ),
  );
}

function heardOver(
  connection: RTCPeerConnection,
  byTrack: ReadonlyMap<MediaStreamTrack, string>,
): readonly Heard[] {
  return connection.getTransceivers().flatMap(({ receiver, mid }) => {
    const participant = byTrack.get(receiver.track);
    return participant === undefined ? [] : { participant, receiver, mid };
  });
}

/** Levels of everybody who is heard and of the own microphone; in a mesh and through an SFU alike. */
export class AudioLevels {
  /** Last look at each connection. */
  readonly #before = new WeakMap<RTCPeerConnection, ReadonlyMap<string, Sound>>();
  readonly #packets = new WeakMap<RTCRtpReceiver, number>();

  /**
   * Asks each connection that carries one of these sounds for its statistics once.
   * @param microphone the own one; null when it is off
   * @returns by participant id, 0 to 1, and the own level
   */
  async look(
    connections: readonly NamedConnection[],
    remote: RemoteMediaState,
    microphone: MediaStreamTrack | null,
  ): Promise<{ readonly others: Map<string, number>; readonly own: number }> {
    const others = new Map(Object.keys(remote).map((id) => [id, 0]));
    const byTrack = owners(remote);
    let own = 0;
    await Promise.all(
      connections.map(async ({ connection }) => {
        const heard = heardOver(connection, byTrack);
        const sends =
          microphone?.enabled === true && connection.getSenders().some(({ track }) => track === microphone);
        if (heard.length === 0 && !sends) return;
        const { received, sources, before } = await this.#ask(connection);
        for (const { participant, receiver, mid } of heard) {
          const level = this.#received(receiver, mid, received, before);
          others.set(participant, Math.max(level, others.get(participant) ?? 0));
        }
        const source = sends ? sources.find(({ track }) => track === microphone.id) : undefined;
        if (source !== undefined) {
          own = Math.max(own, levelBetween(before.get(source.id), source) ?? source.level ?? 0);
        }
      }),
    );
    return { others, own };
  }

  async #ask(connection: RTCPeerConnection) {
    const report = await connection.getStats();
    const received = soundsOf(report, 'inbound-rtp');
    const sources = soundsOf(report, 'media-source');
    const before = this.#before.get(connection) ?? new Map<string, Sound>();
    this.#before.set(connection, new Map([...received, ...sources].map((sound) => [sound.id, sound])));
    return { received, sources, before };
  }

  #received(
    receiver: RTCRtpReceiver,
    mid: string | null,
    received: readonly Sound[],
    before: ReadonlyMap<string, Sound>,
  ): number {
    // A section may have had another source before: the loudest is the one that plays.
    const sounds = received.filter(({ track, mid: section }) =>
      track === null ? section !== null && section === mid : track === receiver.track.id,
    );
    const levels = sounds.map((sound) => levelBetween(before.get(sound.id), sound));
    const told = levels.filter((level) => level !== null);
    return told.length > 0 ? Math.max(...told) : this.#ofLastPacket(receiver, sounds[0]?.level ?? 0);
  }

  /**
   * For browsers that tell no energy: what the sender wrote into the last packet (RFC 6464), else what was measured.
   * A source that got no packet since the last look is silent: browsers name it for ten seconds more.
   */
  #ofLastPacket(receiver: RTCRtpReceiver, measured: number): number {
    const [source] = receiver.getSynchronizationSources();
    if (source === undefined || this.#packets.get(receiver) === source.timestamp) return 0;
    this.#packets.set(receiver, source.timestamp);
    return source.audioLevel ?? measured;
  }
}
