import { sleep } from '../../base/index.ts';
import type { TurnClient } from '../client/index.ts';
import {
  channelHeaderLength,
  firstChannel,
  streamChannelLength,
  writeChannelHeader,
} from '../codec/index.ts';
import { latencyOf } from './latency.ts';
import type { EchoReport } from './report.ts';

export interface EchoOptions {
  /** Round trips to make. */
  readonly count: number;
  /** Packets per second; 0: as fast as answers come, with `window` packets under way. */
  readonly rate: number;
  readonly window?: number;
  /** Bytes of payload, at least 4. Default 172, an Opus packet with its RTP header. */
  readonly payloadBytes?: number;
  /** A packet that takes longer is lost. Default 1000 ms. */
  readonly lateMs?: number;
  readonly signal?: AbortSignal;
}

/** Binds both clients' channel to the other's relayed address and lets `b` send back what it gets. */
export async function joinRelays(
  a: TurnClient,
  b: TurnClient,
  relayedA: Peer,
  relayedB: Peer,
): Promise<void> {
  await Promise.all([a.channelBind(firstChannel, relayedB), b.channelBind(firstChannel, relayedA)]);
  // Both sides use the same channel number, so the packet can go back as it is.
  b.onChannelPacket = (packet) => b.sendPacket(packet);
}

type Peer = { readonly address: string; readonly port: number };

/** Packet buffers in turn: one is written again only when `size` others were sent after it. */
function packetRing(size: number, payloadBytes: number): Buffer[] {
  return Array.from({ length: size }, () => {
    const packet = Buffer.alloc(streamChannelLength(payloadBytes));
    writeChannelHeader(packet, firstChannel, payloadBytes);
    return packet;
  });
}

/** One run of echoes over a bound channel. Nothing is allocated per packet but what the socket itself does. */
class EchoRun {
  readonly #client: TurnClient;
  readonly #count: number;
  readonly #ring: Buffer[];
  readonly #sentAt: Float64Array;
  readonly #tookUs: Float64Array;
  sent = 0;
  received = 0;
  lastAt = 0;
  onEcho: () => void = () => {};

  constructor(client: TurnClient, count: number, payloadBytes: number, ringSize: number) {
    this.#client = client;
    this.#count = count;
    this.#ring = packetRing(ringSize, payloadBytes);
    this.#sentAt = new Float64Array(count);
    this.#tookUs = new Float64Array(count);
    client.onChannelPacket = (packet) => this.#receive(packet);
  }

  send(): void {
    const packet = this.#ring[this.sent % this.#ring.length];
    if (!packet || this.sent >= this.#count) return;
    packet.writeUInt32BE(this.sent, channelHeaderLength);
    this.#sentAt[this.sent] = performance.now();
    this.sent += 1;
    this.#client.sendPacket(packet);
  }

  #receive(packet: Buffer): void {
    if (packet.length < channelHeaderLength + 4) return;
    const index = packet.readUInt32BE(channelHeaderLength);
    // Doubles and strangers do not count.
    if (index >= this.sent || this.#tookUs[index] !== 0) return;
    this.lastAt = performance.now();
    this.#tookUs[index] = Math.max(0.001, (this.lastAt - (this.#sentAt[index] ?? this.lastAt)) * 1000);
    this.received += 1;
    this.onEcho();
  }

  report(startedAt: number): EchoReport {
    const seconds = Math.max(0.000_001, (this.lastAt - startedAt) / 1000);
    return {
      sent: this.sent,
      received: this.received,
      perSecond: this.received === 0 ? 0 : Math.round(this.received / seconds),
      ...latencyOf(this.#tookUs.filter((took) => took !== 0)),
    };
  }
}

async function paced(run: EchoRun, options: EchoOptions): Promise<void> {
  const startedAt = performance.now();
  while (run.sent < options.count) {
    const due = Math.min(
      options.count,
      1 + Math.floor(((performance.now() - startedAt) / 1000) * options.rate),
    );
    while (run.sent < due) run.send();
    if (run.sent < options.count) await sleep(Math.max(1, 1000 / options.rate), options.signal);
  }
}

/** Keeps `window` packets under way; ends when all were sent, or nothing came back for `lateMs`. */
async function windowed(run: EchoRun, options: EchoOptions, lateMs: number): Promise<void> {
  run.onEcho = () => run.send();
  for (let i = 0; i < (options.window ?? 8); i += 1) run.send();
  let seen = -1;
  while (run.sent < options.count && run.received > seen) {
    seen = run.received;
    await waitFor(() => run.sent >= options.count, lateMs, options.signal);
  }
  run.onEcho = () => {};
}

/** Looks every few ms, so that the echo path itself needs no promise per packet. */
async function waitFor(done: () => boolean, limitMs: number, signal?: AbortSignal): Promise<void> {
  const end = performance.now() + limitMs;
  while (!done() && performance.now() < end) await sleep(5, signal);
}

/** Sends echoes from `client` (see joinRelays) and times them. Lost packets are counted, not thrown. */
export async function measureEcho(client: TurnClient, options: EchoOptions): Promise<EchoReport> {
  const { count, payloadBytes = 172, lateMs = 1_000 } = options;
  // A stream may hold packets back; at a fixed rate nothing but the ring's size keeps them unchanged until sent.
  const ringSize = Math.min(
    Math.max(1, count),
    options.rate > 0 ? 4_096 : Math.max(256, options.window ?? 0),
  );
  const run = new EchoRun(client, count, Math.max(4, payloadBytes), ringSize);
  const startedAt = performance.now();
  if (options.rate > 0) await paced(run, options);
  else await windowed(run, options, lateMs);
  await waitFor(() => run.received === run.sent, lateMs, options.signal);
  return run.report(startedAt);
}
