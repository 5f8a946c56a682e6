import type { NamedConnection } from './engine.ts';
import type { RemoteMediaState } from './remote-media.ts';

type Seen = WeakMap<RTCRtpReceiver, number>;

/** Whose sound a track is. */
function owners(remote: RemoteMediaState): Map<MediaStreamTrack, string> {
  return new Map(
    Object.entries(remote).flatMap(([id, { stream }]) =>
      stream.getAudioTracks().map((track): [MediaStreamTrack, string] => [track, id]),
    ),
  );
}

function levelIn(report: RTCStatsReport, type: string): number {
  for (const entry of report.values()) {
    const { type: found, kind, audioLevel } = entry as Record<string, unknown>;
    if (found === type && kind === 'audio' && typeof audioLevel === 'number') return audioLevel;
  }
  return 0;
}

/**
 * Level of what a receiver plays, 0 to 1: what the sender wrote into the packets (RFC 6464), else what the browser
 * measured. A source that got no packet since the last look is silent: browsers name it for ten seconds more.
 */
async function receivedLevel(receiver: RTCRtpReceiver, seen: Seen): Promise<number> {
  const [source] = receiver.getSynchronizationSources();
  if (source === undefined || seen.get(receiver) === source.timestamp) return 0;
  seen.set(receiver, source.timestamp);
  return source.audioLevel ?? levelIn(await receiver.getStats(), 'inbound-rtp');
}

/** Levels of everybody who is heard; in a mesh and through an SFU alike. */
export async function remoteLevels(
  connections: readonly NamedConnection[],
  remote: RemoteMediaState,
  seen: Seen,
): Promise<Map<string, number>> {
  const levels = new Map(Object.keys(remote).map((id) => [id, 0]));
  const byTrack = owners(remote);
  for (const { connection } of connections) {
    for (const receiver of connection.getReceivers()) {
      const id = byTrack.get(receiver.track);
      if (id === undefined) continue;
      const level = await receivedLevel(receiver, seen);
      levels.set(id, Math.max(level, levels.get(id) ?? 0));
    }
  }
  return levels;
}

/** Level of the own microphone as it is sent; 0 where the browser does not tell. */
export async function ownLevel(connections: readonly NamedConnection[]): Promise<number> {
  for (const { connection } of connections) {
    const sender = connection.getSenders().find(({ track }) => track?.kind === 'audio' && track.enabled);
    if (sender !== undefined) return levelIn(await sender.getStats(), 'media-source');
  }
  return 0;
}
