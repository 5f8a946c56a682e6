import { layerFor, type PictureWant } from '@stoa/protocol';
import type { JanusStream } from './janus-message.ts';
import { kindOf, remoteKind } from './subscriptions.ts';

/** How one subscribed picture comes: VideoRoom's `configure` takes these by `mid`. */
export interface StreamSettings {
  readonly mid: string;
  readonly send: boolean;
  /** The simulcast layer at most; a picture that has one layer ignores it. */
  readonly substream?: 0 | 1 | 2;
}

const best = { send: true, substream: 2 } as const;

function settingsFor(want: PictureWant | undefined): Omit<StreamSettings, 'mid'> {
  if (want === undefined) return best;
  return want.height === 'off' ? { send: false } : { send: true, substream: layerFor(want.height) };
}

/** The wishes of one receiver, and what of them the SFU was told. */
export class Layers {
  #wants = new Map<string, PictureWant>();
  /** By stream, as it was told: a line that is reused for somebody else begins anew. */
  #told = new Map<string, string>();

  want(wants: readonly PictureWant[]): void {
    this.#wants = new Map(wants.map((want) => [`${want.participant} ${want.source}`, want]));
  }

  /** Another handle, which was told nothing. */
  forget(): void {
    this.#told.clear();
  }

  /**
   * What the SFU has to be told for the present streams.
   * @param ownerOf participant behind a stream
   */
  due(
    streams: readonly JanusStream[],
    ownerOf: (stream: JanusStream) => string | undefined,
  ): StreamSettings[] {
    const told = new Map<string, string>();
    const due: StreamSettings[] = [];
    for (const stream of streams) {
      const kind = kindOf(stream);
      const owner = ownerOf(stream);
      if (!kind || !owner || remoteKind(kind).kind !== 'video' || stream.active === false) continue;
      const key = `${stream.mid} ${owner} ${kind}`;
      const want = this.#wants.get(`${owner} ${remoteKind(kind).source}`);
      const before = this.#told.get(key);
      // Nobody wishes anything, and nobody has: that is how it comes by itself.
      if (want === undefined && before === undefined) continue;
      const settings = settingsFor(want);
      const text = JSON.stringify(settings);
      told.set(key, text);
      if (text !== before) due.push({ mid: stream.mid, ...settings });
    }
    this.#told = told;
    return due;
  }
}
