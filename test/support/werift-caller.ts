import type { ServerMessage } from '@stoa/protocol';
import {
  MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
  type RTCIceServer,
} from 'werift';
import { waitFor } from './child.ts';
import { ConnectionEnded, type MeetClient } from './meet-client.ts';

const codecs = {
  audio: [
    new RTCRtpCodecParameters({ mimeType: 'audio/opus', clockRate: 48_000, channels: 2, payloadType: 111 }),
  ],
  video: [new RTCRtpCodecParameters({ mimeType: 'video/VP8', clockRate: 90_000, payloadType: 96 })],
};

type Offer = Extract<ServerMessage, { type: 'offer' }>;

/** Packets of one stream, by the sender's own number in the payload. */
export interface Received {
  packets: number;
  /** Largest pause between two packets, in milliseconds, up to now. */
  maxGap: number;
  lastAt: number;
}

function peer(iceServers: RTCIceServer[], address: string | undefined): RTCPeerConnection {
  return new RTCPeerConnection({
    iceServers,
    codecs,
    iceUseIpv6: false,
    ...(address ? { iceInterfaceAddresses: { udp4: address } } : {}),
  });
}

async function gathered(pc: RTCPeerConnection): Promise<string> {
  await waitFor('candidates are gathered', () => pc.iceGatheringState === 'complete', { stepMs: 5 });
  return pc.localDescription?.sdp ?? '';
}

/** Sends synthetic Opus and VP8 through a session backend and its SFU, and counts what arrives from others. */
export class WeriftCaller {
  readonly received = new Map<string, Received>();
  readonly #address: string | undefined;
  #client: MeetClient;
  #publish: RTCPeerConnection | undefined;
  #subscribe: RTCPeerConnection | undefined;
  #timer: NodeJS.Timeout | undefined;
  #handled = 0;
  #fresh = 0;
  #answering: Promise<void> = Promise.resolve();
  failures: string[] = [];
  /** SDP of the last publication. */
  lastOffer = '';

  constructor(client: MeetClient, address?: string) {
    this.#client = client;
    this.#address = address;
    this.follow(client);
  }

  /** Goes on over another connection. */
  follow(client: MeetClient): void {
    this.#client = client;
    const answer = (message: ServerMessage) => {
      if (message.type !== 'offer') return;
      this.#answering = this.#answering
        .then(() => this.#answer(message))
        .catch((error: unknown) => {
          // The backend that goes on with the session offers again, if Janus did not get the answer.
          if (!(error instanceof ConnectionEnded)) this.failures.push(String(error));
        });
    };
    for (const message of client.received) answer(message);
    client.onMessage = answer;
  }

  get offers(): number {
    return this.#handled;
  }

  /** Offers for which a receiving connection was made. */
  get fresh(): number {
    return this.#fresh;
  }

  /** @param screen two more sections, as a browser that shares a screen with its sound offers them */
  async publish(screen = false): Promise<void> {
    const pc = peer([], this.#address);
    await this.#publish?.close();
    this.#publish = pc;
    clearInterval(this.#timer);
    const audio = new MediaStreamTrack({ kind: 'audio' });
    const video = new MediaStreamTrack({ kind: 'video' });
    this.#tracks = [audio, video];
    pc.addTransceiver(audio, { direction: 'sendonly' });
    pc.addTransceiver(video, { direction: 'sendonly' });
    if (screen) {
      for (const kind of ['video', 'audio'] as const) {
        pc.addTransceiver(new MediaStreamTrack({ kind }), { direction: 'sendonly' });
      }
    }
    await pc.setLocalDescription(await pc.createOffer());
    // werift as DTLS client connects at once; as server it waits for a repeated ClientHello of Janus.
    const sdp = (await gathered(pc)).replaceAll('a=setup:actpass', 'a=setup:active');
    this.lastOffer = sdp;
    await this.repeatPublish();
  }

  /** Asks again for the publication whose answer did not come, with the same offer. */
  async repeatPublish(): Promise<void> {
    const pc = this.#publish;
    const [audio, video] = this.#tracks;
    if (!pc || !audio || !video) throw new Error('nothing has been published yet');
    const answer = await this.#client.ask({ type: 'publish', sdp: this.lastOffer });
    if (answer.type !== 'published') throw new Error(`publish was refused: ${JSON.stringify(answer)}`);
    await pc.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
    await waitFor('the sending connection stands', () => pc.connectionState === 'connected');
    this.#timer = this.#send(audio, video);
  }

  #tracks: readonly MediaStreamTrack[] = [];

  #send(audio: MediaStreamTrack, video: MediaStreamTrack): NodeJS.Timeout {
    let number = 0;
    return setInterval(() => {
      number += 1;
      const packet = (payloadType: number, timestamp: number, payload: Buffer) =>
        new RtpPacket(
          new RtpHeader({ payloadType, sequenceNumber: number & 0xff_ff, timestamp, marker: true, ssrc: 1 }),
          payload,
        );
      audio.writeRtp(packet(111, number * 960, Buffer.alloc(40, 7)));
      video.writeRtp(
        packet(
          96,
          number * 1_800,
          Buffer.concat([Buffer.from([0x10, 0, 0, 0, 0x9d, 1, 0x2a]), Buffer.alloc(200)]),
        ),
      );
    }, 20);
  }

  async #answer(offer: Offer): Promise<void> {
    this.#handled += 1;
    if (offer.fresh || !this.#subscribe) {
      this.#fresh += 1;
      await this.#subscribe?.close();
      this.#subscribe = peer([], this.#address);
      this.#subscribe.onTrack.subscribe((track) => {
        track.onReceiveRtp.subscribe(() => this.#count(track));
      });
    }
    const pc = this.#subscribe;
    this.#streams = offer.streams;
    await pc.setRemoteDescription({ type: 'offer', sdp: offer.sdp });
    await pc.setLocalDescription(await pc.createAnswer());
    const sdp = await gathered(pc);
    const said = await this.#client.ask({ type: 'answer', negotiation: offer.negotiation, sdp });
    if (said.type === 'error' && said.code !== 'stale-negotiation') this.failures.push(said.message);
  }

  #streams: Offer['streams'] = [];

  #count(track: MediaStreamTrack): void {
    const mid = this.#subscribe?.getTransceivers().find((t) => t.receiver.track === track)?.mid;
    const stream = this.#streams.find((s) => s.mid === mid) ?? { participant: '?', kind: track.kind };
    const key = `${stream.participant}/${stream.kind}`;
    const now = performance.now();
    const seen = this.received.get(key) ?? { packets: 0, maxGap: 0, lastAt: now };
    this.received.set(key, {
      packets: seen.packets + 1,
      maxGap: Math.max(seen.maxGap, now - seen.lastAt),
      lastAt: now,
    });
  }

  /** Starts a new measurement of gaps. */
  resetGaps(): void {
    const now = performance.now();
    for (const seen of this.received.values()) {
      seen.maxGap = 0;
      seen.lastAt = now;
    }
  }

  /** Waits until so many more packets of audio and video of a participant have come. */
  async hears(participant: string, more = 20, ms = 10_000): Promise<void> {
    for (const kind of ['audio', 'video']) {
      const count = () => this.received.get(`${participant}/${kind}`)?.packets ?? 0;
      const before = count();
      await waitFor(`${kind} of ${participant} arrives`, () => count() >= before + more, { ms });
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#publish?.close();
    await this.#subscribe?.close();
  }
}
