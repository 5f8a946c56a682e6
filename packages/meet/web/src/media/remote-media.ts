import { createStore } from '../base/index.ts';
import type { Store } from '../base/index.ts';
import type { LinkState, TrackKind, TrackSink } from './track-sink.ts';

/** What arrives from one other participant. */
export interface RemoteParticipant {
  /** Stays the same object while its tracks change, so that a `<video>` keeps its last frame. */
  readonly stream: MediaStream;
  readonly link: LinkState;
}

export type RemoteMediaState = Readonly<Record<string, RemoteParticipant>>;

/** Screens that arrive, by participant; like the streams of cameras they stay the same objects. */
export type RemoteScreens = Readonly<Record<string, MediaStream>>;

/** Streams of the other participants, by participant id, whichever way they come. */
export class RemoteMedia implements TrackSink {
  readonly state: Store<RemoteMediaState>;
  readonly screens: Store<RemoteScreens>;
  readonly #state = createStore<RemoteMediaState>({});
  readonly #screens = createStore<RemoteScreens>({});
  /** What arrives from microphones, heard or not. */
  readonly #sounds = new Map<string, MediaStreamTrack>();
  #silenced: ReadonlySet<string> = new Set();

  constructor() {
    this.state = this.#state;
    this.screens = this.#screens;
  }

  setTrack(participant: string, kind: TrackKind, track: MediaStreamTrack | null): void {
    const { stream } = this.#ensure(participant);
    if (kind === 'audio') this.#keepSound(participant, track);
    const shown = kind === 'audio' && this.#silenced.has(participant) ? null : track;
    if (putTrack(stream, kind, shown)) this.#state.update((now) => ({ ...now }));
  }

  /**
   * Takes the sound of these, and of nobody else, out of their streams, though it may go on arriving: in a mesh nothing
   * else keeps a client that was muted by a moderator from being heard.
   */
  silence(participants: ReadonlySet<string>): void {
    this.#silenced = participants;
    const changed = Object.entries(this.#state.get()).filter(([id, { stream }]) =>
      putTrack(stream, 'audio', participants.has(id) ? null : (this.#sounds.get(id) ?? null)),
    );
    if (changed.length > 0) this.#state.update((now) => ({ ...now }));
  }

  /** A track of somebody's screen; without any track there is no screen. */
  setScreenTrack(participant: string, kind: 'audio' | 'video', track: MediaStreamTrack | null): void {
    const { [participant]: known, ...others } = this.#screens.get();
    if (known === undefined && track === null) return;
    const stream = known ?? new MediaStream();
    if (!putTrack(stream, kind, track)) return;
    this.#screens.set(stream.getTracks().length === 0 ? others : { ...others, [participant]: stream });
  }

  setLink(participant: string, link: LinkState): void {
    const now = this.#ensure(participant);
    if (now.link === link) return;
    this.#state.update((all) => ({ ...all, [participant]: { ...now, link } }));
  }

  setAllLinks(link: LinkState): void {
    for (const participant of this.participants()) this.setLink(participant, link);
  }

  participants(): readonly string[] {
    return Object.keys(this.#state.get());
  }

  /** Drops everyone who is not named. */
  keepOnly(participants: ReadonlySet<string>): void {
    const kept = Object.entries(this.#state.get()).filter(([id]) => participants.has(id));
    for (const id of this.#sounds.keys()) if (!participants.has(id)) this.#sounds.delete(id);
    if (kept.length < Object.keys(this.#state.get()).length) this.#state.set(Object.fromEntries(kept));
    const screens = Object.entries(this.#screens.get()).filter(([id]) => participants.has(id));
    if (screens.length < Object.keys(this.#screens.get()).length) {
      this.#screens.set(Object.fromEntries(screens));
    }
  }

  #keepSound(participant: string, track: MediaStreamTrack | null): void {
    if (track === null) this.#sounds.delete(participant);
    else this.#sounds.set(participant, track);
  }

  #ensure(participant: string): RemoteParticipant {
    const known = this.#state.get()[participant];
    if (known !== undefined) return known;
    const fresh: RemoteParticipant = { stream: new MediaStream(), link: 'connecting' };
    this.#state.update((now) => ({ ...now, [participant]: fresh }));
    return fresh;
  }
}

/** @returns whether anything changed */
function putTrack(stream: MediaStream, kind: 'audio' | 'video', track: MediaStreamTrack | null): boolean {
  const present = stream.getTracks().filter((old) => old.kind === kind);
  if (present.length === (track === null ? 0 : 1) && present[0] === (track ?? undefined)) return false;
  // Remove before add: both legs of a moved call can carry the same track id.
  for (const old of present) stream.removeTrack(old);
  if (track !== null) stream.addTrack(track);
  return true;
}
