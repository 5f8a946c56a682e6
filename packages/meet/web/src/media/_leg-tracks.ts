import type { LinkState, TrackKind, TrackSink, TrackSource } from './track-sink.ts';

/** One stream of one participant, the same on every leg. */
export interface StreamKey {
  readonly participant: string;
  readonly source: TrackSource;
  readonly kind: TrackKind;
}

export function keyOf({ participant, source, kind }: StreamKey): string {
  return `${participant} ${source} ${kind}`;
}

/** What came over one leg. */
class LegTracks implements TrackSink {
  readonly tracks = new Map<string, StreamKey & { readonly track: MediaStreamTrack }>();
  readonly #onTrack: (stream: StreamKey, track: MediaStreamTrack | null) => void;
  readonly #onLink: (participant: string | null, link: LinkState) => void;

  constructor(
    onTrack: (stream: StreamKey, track: MediaStreamTrack | null) => void,
    onLink: (participant: string | null, link: LinkState) => void,
  ) {
    this.#onTrack = onTrack;
    this.#onLink = onLink;
  }

  setTrack(participant: string, kind: TrackKind, track: MediaStreamTrack | null): void {
    this.#put({ participant, source: 'camera', kind }, track);
  }

  setScreenTrack(participant: string, kind: TrackKind, track: MediaStreamTrack | null): void {
    this.#put({ participant, source: 'screen', kind }, track);
  }

  #put(stream: StreamKey, track: MediaStreamTrack | null): void {
    if (track === null) this.tracks.delete(keyOf(stream));
    else this.tracks.set(keyOf(stream), { ...stream, track });
    this.#onTrack(stream, track);
  }

  setLink(participant: string, link: LinkState): void {
    this.#onLink(participant, link);
  }

  setAllLinks(link: LinkState): void {
    this.#onLink(null, link);
  }

  participants(): readonly string[] {
    return [...new Set([...this.tracks.values()].map(({ participant }) => participant))];
  }
}

/**
 * What is shown while a room's media is on two legs: each stream comes from the present leg until it has crossed, then
 * from the next one, whatever the other leg brings. Giving the next leg up takes everything back.
 */
export class LegViews {
  readonly #shown: TrackSink;
  #present: LegTracks;
  #next: LegTracks | undefined;
  readonly #crossed = new Set<string>();

  constructor(shown: TrackSink) {
    this.#shown = shown;
    this.#present = this.#leg();
  }

  get present(): TrackSink {
    return this.#present;
  }

  /** Opens the next leg; what comes over it is not shown before it crosses. */
  prepare(): TrackSink {
    this.drop();
    this.#next = this.#leg();
    return this.#next;
  }

  /** The track of a stream on either leg. */
  track(leg: 'present' | 'next', stream: StreamKey): MediaStreamTrack | undefined {
    return (leg === 'next' ? this.#next : this.#present)?.tracks.get(keyOf(stream))?.track;
  }

  /** What comes over the present leg. */
  streams(): StreamKey[] {
    return [...this.#present.tracks.values()];
  }

  hasCrossed(stream: StreamKey): boolean {
    return this.#crossed.has(keyOf(stream));
  }

  /** From now on this stream comes from the next leg. */
  cross(stream: StreamKey): void {
    const track = this.track('next', stream);
    if (track === undefined || this.hasCrossed(stream)) return;
    this.#crossed.add(keyOf(stream));
    this.#show(stream, track);
  }

  /** The next leg is the present one: all of it is shown, and nothing else. */
  adopt(): void {
    const next = this.#next;
    if (next === undefined) return;
    const old = this.#present;
    for (const stream of next.tracks.values()) this.cross(stream);
    this.#present = next;
    this.#next = undefined;
    this.#crossed.clear();
    for (const [key, stream] of old.tracks) {
      if (!next.tracks.has(key)) this.#show(stream, null);
    }
    old.tracks.clear();
  }

  /** The next leg is given up: what has crossed comes back. */
  drop(): void {
    const next = this.#next;
    this.#next = undefined;
    for (const [key, stream] of next?.tracks ?? []) {
      if (this.#crossed.has(key)) this.#show(stream, this.#present.tracks.get(key)?.track ?? null);
    }
    this.#crossed.clear();
  }

  #show({ participant, source, kind }: StreamKey, track: MediaStreamTrack | null): void {
    if (source === 'screen') this.#shown.setScreenTrack(participant, kind, track);
    else this.#shown.setTrack(participant, kind, track);
  }

  #leg(): LegTracks {
    const leg: LegTracks = new LegTracks(
      (stream, track) => {
        const from = this.hasCrossed(stream) ? this.#next : this.#present;
        if (leg === from) this.#show(stream, track);
      },
      (participant, link) => {
        if (leg !== this.#present) return;
        if (participant === null) this.#shown.setAllLinks(link);
        else this.#shown.setLink(participant, link);
      },
    );
    return leg;
  }
}
