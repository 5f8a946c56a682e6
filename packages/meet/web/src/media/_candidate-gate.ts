import type { SignalData } from '@stoa/protocol';

/** RTCIceCandidateInit as the protocol carries it; null ends the candidates. */
export interface WireCandidate {
  readonly candidate: string;
  readonly sdpMid: string | null;
  readonly sdpMLineIndex: number | null;
}

export function toWire(candidate: RTCIceCandidate | null): WireCandidate | null {
  if (candidate === null) return null;
  const { sdpMid, sdpMLineIndex } = candidate;
  return { candidate: candidate.candidate, sdpMid, sdpMLineIndex };
}

type ReceivedCandidate = Extract<SignalData, { kind: 'candidate' }>['candidate'];

export function fromWire(received: ReceivedCandidate): RTCIceCandidateInit | null {
  if (received === null) return null;
  const { candidate, sdpMid = null, sdpMLineIndex = null } = received;
  return { candidate, sdpMid, sdpMLineIndex };
}

/** Holds things back until the description that they belong to is on its way, then lets them through in order. */
export class Gate<T> {
  readonly #pass: (item: T) => void;
  #held: T[] = [];
  #open = false;

  constructor(pass: (item: T) => void) {
    this.#pass = pass;
  }

  add(item: T): void {
    if (this.#open) this.#pass(item);
    else this.#held.push(item);
  }

  open(): void {
    this.#open = true;
    const held = this.#held;
    this.#held = [];
    for (const item of held) this.#pass(item);
  }

  /** A new description is being made: hold back again; what was held for the old one is dropped. */
  shut(): void {
    this.#open = false;
    this.#held = [];
  }
}
