import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { sleep } from '../../base/index.ts';
import { decodeMessage, encodeMessage, transactionIdLength, type Endpoint } from '../codec/index.ts';
import type { TurnClient } from '../client/index.ts';
import { turnErrors } from '../turn-errors.ts';
import type { PathReport } from './report.ts';

/** A peer without TURN: a UDP socket somewhere on this machine. */
export interface PlainPeer {
  readonly local: Endpoint;
  /** The address the server sees; differs from `local` behind a NAT. */
  readonly seen: Endpoint;
  onPacket: (data: Buffer, from: RemoteInfo) => void;
  send(to: Endpoint, data: Buffer): void;
  close(): void;
}

/** Asks a STUN server, a few times, for the socket's address; undefined when it does not answer. */
async function askMapped(socket: Socket, server: Endpoint): Promise<Endpoint | undefined> {
  const transactionId = randomBytes(transactionIdLength);
  const request = encodeMessage({ method: 'binding', cls: 'request', transactionId, attributes: {} });
  const found: { mapped?: Endpoint | undefined } = {};
  const onMessage = (packet: Buffer) => {
    const result = decodeMessage(packet);
    if (result.ok && result.message.transactionId.equals(transactionId)) {
      found.mapped = result.message.attributes.xorMappedAddress;
    }
  };
  socket.on('message', onMessage);
  for (let wait = 0; wait < 60 && !found.mapped; wait += 1) {
    if (wait % 20 === 0) socket.send(request, server.port, server.address);
    await sleep(10);
  }
  socket.off('message', onMessage);
  return found.mapped;
}

/** Opens a peer on a local address. `server` is asked for the peer's address as seen from outside. */
export async function openPlainPeer(address: string, server: Endpoint): Promise<PlainPeer> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (cause) => {
      const message = `cannot open a plain peer at ${address}: ${cause.message}`;
      const hint = 'give an address of this machine as peer address';
      reject(turnErrors.make('TURN_OPTION_INVALID', message, { hint, cause }));
    });
    socket.bind({ port: 0, address, exclusive: true }, () => {
      socket.removeAllListeners('error');
      resolve();
    });
  });
  // Unreachable ports show as missing packets.
  socket.on('error', () => {});
  const local = { address: socket.address().address, port: socket.address().port };
  const peer: PlainPeer = {
    local,
    seen: (await askMapped(socket, server)) ?? local,
    onPacket: () => {},
    send: (to, data) => socket.send(data, to.port, to.address),
    close: () => socket.close(),
  };
  socket.on('message', (data, from) => peer.onPacket(data, from));
  return peer;
}

const tokenLength = 8;

/** Counts each of our packets once, by the number behind a token that nobody else knows. */
class Tally {
  readonly #token: Buffer;
  readonly #seen = new Set<number>();

  constructor(token: Buffer) {
    this.#token = token;
  }

  get count(): number {
    return this.#seen.size;
  }

  /** Whether the packet is one of ours. */
  take(data: Buffer): boolean {
    if (data.length < tokenLength + 1 || this.#token.compare(data, 0, tokenLength) !== 0) return false;
    this.#seen.add(data.readUInt8(tokenLength));
    return true;
  }
}

async function exchange(
  send: (data: Buffer) => void,
  token: Buffer,
  count: number,
  back: Tally,
  waitMs: number,
) {
  for (let i = 0; i < count; i += 1) {
    send(Buffer.concat([token, Buffer.from([i])]));
    await sleep(10);
  }
  const end = performance.now() + waitMs;
  while (back.count < count && performance.now() < end) await sleep(10);
}

export interface PathOptions {
  readonly count: number;
  readonly waitMs: number;
}

/** The relay speaks first (Send indications), the peer answers to where the packets came from. */
export async function testRelayFirst(
  client: TurnClient,
  peer: PlainPeer,
  options: PathOptions,
): Promise<PathReport> {
  const { count, waitMs } = options;
  if (peer.seen.address !== peer.local.address) {
    return {
      sent: 0,
      there: 0,
      back: 0,
      skipped: `this machine is behind a NAT (${peer.local.address} is seen as ${peer.seen.address})`,
    };
  }
  const token = randomBytes(tokenLength);
  const [there, back] = [new Tally(token), new Tally(token)];
  peer.onPacket = (data, from) => {
    if (there.take(data)) peer.send(from, data);
  };
  client.onPeerData = (_from, data) => void back.take(data);
  await exchange((data) => client.sendTo(peer.seen, data), token, count, back, waitMs);
  return { sent: count, there: there.count, back: back.count };
}

/** The peer, permitted but never spoken to, speaks first to the relayed address; the client answers. */
export async function testPeerFirst(
  client: TurnClient,
  peer: PlainPeer,
  relayed: Endpoint,
  options: PathOptions,
): Promise<PathReport> {
  const { count, waitMs } = options;
  const token = randomBytes(tokenLength);
  const [there, back] = [new Tally(token), new Tally(token)];
  client.onPeerData = (from, data) => {
    if (there.take(data)) client.sendTo(from, data);
  };
  peer.onPacket = (data) => void back.take(data);
  await exchange((data) => peer.send(relayed, data), token, count, back, waitMs);
  return { sent: count, there: there.count, back: back.count };
}
