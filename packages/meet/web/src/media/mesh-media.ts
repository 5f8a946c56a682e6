import { admitted } from '@stoa/protocol';
import type { RoomView } from '@stoa/protocol';
import type { Welcome } from '../session/index.ts';
import { MeshPeer } from './_mesh-peer.ts';
import { isPolite } from './_negotiation.ts';
import type { EngineContext, MediaEngine, MediaEvent, NamedConnection } from './engine.ts';
import type { RemoteMedia } from './remote-media.ts';

/** Media without an SFU: one PeerConnection to each other participant; the backends only carry signals. */
export class MeshMedia implements MediaEngine {
  readonly mode = 'mesh';
  readonly #context: EngineContext;
  readonly #remote: RemoteMedia;
  readonly #peers = new Map<string, MeshPeer>();
  readonly #generations = new Map<string, number>();
  /** Who was there before this page: they are offered to; later ones offer themselves. */
  #me: string | null = null;

  constructor(context: EngineContext, remote: RemoteMedia) {
    this.#context = context;
    this.#remote = remote;
  }

  welcome(welcome: Welcome): void {
    if (this.#me === welcome.participant) {
      for (const peer of this.#peers.values()) peer.reconnected();
      return;
    }
    // A first welcome, or one as somebody new: every connection starts here.
    for (const id of this.#peers.keys()) this.#drop(id);
    this.#me = null;
  }

  handle(event: MediaEvent): void {
    if (event.type === 'disconnected') {
      for (const peer of this.#peers.values()) peer.pause();
    }
    if (event.type === 'signal' && this.#me !== null) this.#ensure(event.from, this.#me).take(event.data);
  }

  room(view: RoomView, me: string): void {
    const first = this.#me === null;
    this.#me = me;
    const others = admitted(view.participants).filter((participant) => participant.id !== me);
    const present = new Set(others.map((participant) => participant.id));
    for (const id of this.#peers.keys()) if (!present.has(id)) this.#drop(id);
    this.#remote.keepOnly(present);
    for (const { id, generation } of others) {
      const known = this.#generations.get(id);
      this.#generations.set(id, generation);
      const peer = this.#ensure(id, me);
      if (first) peer.offerAnew();
      else if (known !== undefined && generation > known) peer.reconnected();
    }
  }

  tracksChanged(): void {
    for (const peer of this.#peers.values()) peer.tracksChanged();
  }

  configurationChanged(): void {
    for (const peer of this.#peers.values()) peer.configurationChanged();
  }

  restartIce(): void {
    for (const peer of this.#peers.values()) peer.restart();
  }

  connections(): readonly NamedConnection[] {
    return [...this.#peers].map(([name, peer]) => ({ name, connection: peer.connection }));
  }

  close(): void {
    for (const id of this.#peers.keys()) this.#drop(id);
  }

  #ensure(id: string, me: string): MeshPeer {
    const known = this.#peers.get(id);
    if (known !== undefined) return known;
    const peer = new MeshPeer(this.#context, this.#remote, id, isPolite(me, id));
    this.#peers.set(id, peer);
    this.#remote.setLink(id, 'connecting');
    return peer;
  }

  #drop(id: string): void {
    this.#peers.get(id)?.close();
    this.#peers.delete(id);
    this.#generations.delete(id);
  }
}
