import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { withDeadline, type StoaError } from '../../base/index.ts';
import {
  decodeChannelData,
  decodeMessage,
  encodeChannelData,
  encodeMessage,
  packetKind,
  protocolUdp,
  transactionIdLength,
  verifyIntegrity,
  type DecodedMessage,
  type Endpoint,
  type Method,
  type StunAttributes,
} from '../codec/index.ts';
import { turnErrors } from '../turn-errors.ts';
import type { TurnUrl } from '../url.ts';
import { responseError, stunCodeOf } from './responses.ts';
import type { RequestTimers } from './retransmit.ts';
import { openSession, type ClientCredentials, type Session } from './session.ts';
import { connectStream } from './stream.ts';
import { Transactions } from './transactions.ts';
import { describeTarget, resolveHost, type ConnectOptions, type TurnTransport } from './transport.ts';
import { connectUdp } from './udp.ts';

export interface TurnClientOptions extends ConnectOptions {
  readonly server: TurnUrl;
  readonly credentials?: ClientCredentials;
  readonly timers?: RequestTimers;
}

export interface Allocation {
  readonly relayed: Endpoint;
  /** Our address as the server sees it. */
  readonly mapped: Endpoint | undefined;
  /** Seconds. */
  readonly lifetime: number;
  readonly software: string | undefined;
}

/** How long close() waits for the server to confirm the release. */
const closeLimitMs = 2_000;

function checkAddress(address: string): void {
  if (isIP(address)) return;
  throw turnErrors.make('TURN_OPTION_INVALID', `the peer ${JSON.stringify(address)} is no IP address`);
}

/**
 * One client of one TURN server: at most one allocation, as RFC 8656 has it for one 5-tuple.
 * Data arrives by `onChannelData` and `onPeerData`; buffers given to them are valid during the call only.
 */
export class TurnClient implements AsyncDisposable {
  /** Whole ChannelData packets, header included: the fast path, on which nothing is allocated. */
  onChannelPacket: (packet: Buffer) => void = (packet) => {
    const channelData = decodeChannelData(packet);
    if (channelData) this.onChannelData(channelData.channel, channelData.data);
  };
  onChannelData: (channel: number, data: Buffer) => void = () => {};
  onPeerData: (peer: Endpoint, data: Buffer) => void = () => {};
  readonly address: string;
  readonly #options: TurnClientOptions;
  readonly #transport: TurnTransport;
  readonly #transactions: Transactions;
  readonly #where: string;
  #session: Session | undefined;
  #allocated = false;
  #failure: StoaError | undefined;

  /** Resolves the host and connects. @throws TURN_NAME_NOT_RESOLVED, TURN_PORT_CLOSED, TURN_FILTERED, TURN_TLS_… */
  static async connect(options: TurnClientOptions): Promise<TurnClient> {
    const { server, connectTimeoutMs } = options;
    const address = options.address ?? (await resolveHost(server.host, connectTimeoutMs))[0] ?? '';
    const open = server.transport === 'udp' ? connectUdp : connectStream;
    return new TurnClient(options, address, await open(server, address, options));
  }

  private constructor(options: TurnClientOptions, address: string, transport: TurnTransport) {
    this.#options = options;
    this.#transport = transport;
    this.address = address;
    this.#where = describeTarget(options.server, address);
    this.#transactions = new Transactions(transport, this.#where, options.timers ?? {});
    transport.onPacket = (packet) => this.#receive(packet);
    transport.onFailure = (error) => {
      // UDP can hear "port unreachable" once and go on; only streams are lost for good.
      if (transport.reliable) this.#failure = error;
      this.#transactions.fail(error);
    };
  }

  get local(): Endpoint {
    return this.#transport.local;
  }

  /** The realm the server named, once it has asked for credentials. */
  get realm(): string | undefined {
    return this.#session?.realm;
  }

  /** STUN Binding: our address as the server sees it. */
  async bind(): Promise<Endpoint | undefined> {
    const answer = await this.#once('binding', {}, undefined);
    if (answer.cls === 'error') throw responseError(answer, this.#where);
    return answer.attributes.xorMappedAddress ?? answer.attributes.mappedAddress;
  }

  /** Asks for a relayed UDP address. @throws TURN_UNAUTHORIZED, TURN_QUOTA, TURN_OUT_OF_PORTS, … */
  async allocate(options: { lifetime?: number; family?: 4 | 6 } = {}): Promise<Allocation> {
    const wish = {
      requestedTransport: protocolUdp,
      lifetime: options.lifetime ?? 600,
      ...(options.family === undefined ? {} : { requestedAddressFamily: options.family }),
    };
    const answer = await this.request('allocate', wish).catch((error: unknown) => {
      // Known to the server, but without its answer: it may have allocated.
      this.#allocated = this.#session !== undefined && stunCodeOf(error) === undefined;
      throw error;
    });
    const { xorRelayedAddress, xorMappedAddress, lifetime, software } = answer.attributes;
    if (!xorRelayedAddress) {
      throw turnErrors.make('TURN_REFUSED', `${this.#where} allocated without naming a relayed address`);
    }
    this.#allocated = true;
    return { relayed: xorRelayedAddress, mapped: xorMappedAddress, lifetime: lifetime ?? 0, software };
  }

  /** Permits peers at these addresses (ports do not matter) to send to the relayed address. */
  async createPermission(...peers: readonly string[]): Promise<void> {
    for (const address of peers) checkAddress(address);
    await this.request('createPermission', {
      xorPeerAddress: peers.map((address) => ({ address, port: 0 })),
    });
  }

  /** Binds a channel number from 0x4000 to 0x4fff to a peer, which is permitted by that. */
  async channelBind(channel: number, peer: Endpoint): Promise<void> {
    checkAddress(peer.address);
    await this.request('channelBind', { channelNumber: channel, xorPeerAddress: [peer] });
  }

  /** Prolongs the allocation; returns the lifetime granted, in seconds. 0 ends it. */
  async refresh(lifetime = 600): Promise<number> {
    const answer = await this.request('refresh', { lifetime });
    if (lifetime === 0) this.#allocated = false;
    return answer.attributes.lifetime ?? lifetime;
  }

  sendChannel(channel: number, data: Uint8Array): void {
    this.#transport.send(encodeChannelData(channel, data, this.#transport.reliable));
  }

  /** Sends bytes that are already a packet, as made by encodeChannelData: the fast path. */
  sendPacket(packet: Buffer): void {
    this.#transport.send(packet);
  }

  /** A Send indication: data without a channel. */
  sendTo(peer: Endpoint, data: Buffer): void {
    const transactionId = randomBytes(transactionIdLength);
    const attributes = { xorPeerAddress: [peer], data };
    this.#transport.send(encodeMessage({ method: 'send', cls: 'indication', transactionId, attributes }));
  }

  /** Ends the allocation, if there is one. @throws what refresh throws */
  async release(): Promise<void> {
    if (this.#allocated && !this.#failure) await this.refresh(0);
  }

  /** Releases as well as it can, and closes. */
  async close(): Promise<void> {
    try {
      await withDeadline(this.release(), closeLimitMs, 'the release');
    } catch {
      // The server is gone or has forgotten us; there is nothing left to give back.
    } finally {
      this.#transport.close();
    }
  }

  /** Closes without a word, as a client that crashes does: the allocation stays until its lifetime is over. */
  abandon(): void {
    this.#transport.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /**
   * A request with long-term authentication (RFC 8489 §9.2): asked for credentials once, told of a new nonce once.
   * @throws the typed error of the answer, see responseError
   */
  async request(method: Method, attributes: StunAttributes): Promise<DecodedMessage> {
    let answer = await this.#once(method, attributes, this.#session);
    if (answer.attributes.errorCode?.code === 401 && !this.#session && this.#options.credentials) {
      this.#session = openSession(answer, this.#options.credentials, this.#where);
      answer = await this.#once(method, attributes, this.#session);
    }
    if (answer.attributes.errorCode?.code === 438 && this.#options.credentials) {
      this.#session = openSession(answer, this.#options.credentials, this.#where);
      answer = await this.#once(method, attributes, this.#session);
    }
    if (answer.cls === 'error') throw responseError(answer, this.#where);
    return answer;
  }

  async #once(
    method: Method,
    attributes: StunAttributes,
    session: Session | undefined,
  ): Promise<DecodedMessage> {
    if (this.#failure) throw this.#failure;
    const transactionId = randomBytes(transactionIdLength);
    const username = this.#options.credentials?.username;
    const signed =
      session && username !== undefined ? { username, realm: session.realm, nonce: session.nonce } : {};
    const message = {
      method,
      cls: 'request',
      transactionId,
      attributes: { ...attributes, ...signed },
    } as const;
    const packet = encodeMessage(message, session ? { key: session.key } : {});
    // Errors may come unsigned (the server may not know our key); what grants something must be signed.
    return await this.#transactions.run(transactionId, packet, (answer, bytes) => {
      if (!session || answer.cls === 'error') return true;
      return verifyIntegrity(bytes, answer, session.key);
    });
  }

  #receive(packet: Buffer): void {
    if (packet.length > 0 && packetKind(packet.readUInt8(0)) === 'channel') {
      this.onChannelPacket(packet);
      return;
    }
    const result = decodeMessage(packet);
    if (!result.ok) return;
    const { cls, method, attributes } = result.message;
    if (cls === 'success' || cls === 'error') return this.#transactions.receive(result.message, packet);
    const [peer] = attributes.xorPeerAddress ?? [];
    if (cls === 'indication' && method === 'data' && peer && attributes.data)
      this.onPeerData(peer, attributes.data);
  }
}
