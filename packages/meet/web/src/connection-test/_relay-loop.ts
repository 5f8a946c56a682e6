import { pause, watchGathering } from './_gather.ts';
import { median, relayFailure } from './verdict.ts';
import type { BlockedReason } from './verdict.ts';

/** Two PeerConnections of this page, with nothing between them but the relay. */
export interface RelayLoop {
  /** Round trip between this page and the relay, ms. */
  rtt(): Promise<number | null>;
  /** Bits per second that come through, up and down at the same time; null when nothing did. */
  bandwidth(): Promise<number | null>;
  close(): void;
}

const openMs = 8_000;
const pings = 5;
const pingMs = 2_000;
/** A bandwidth test ends after this many bytes or this time, whatever comes first. */
const mostBytes = 4 * 1_048_576;
const mostMs = 3_000;
const chunk = 16_384;
const queued = 16 * chunk;

/** @returns the loop, or why there is none */
export async function openRelayLoop(
  configuration: RTCConfiguration,
  signal: AbortSignal,
): Promise<RelayLoop | BlockedReason> {
  const near = new RTCPeerConnection(configuration);
  const far = new RTCPeerConnection(configuration);
  const close = () => {
    near.close();
    far.close();
  };
  const gathering = watchGathering(near, 'relay');
  trickle(near, far);
  trickle(far, near);
  const channel = near.createDataChannel('test');
  const other = new Promise<RTCDataChannel>((resolve) => {
    far.addEventListener('datachannel', (event) => resolve(event.channel));
  });
  try {
    await connect(near, far);
    const opened = Promise.all([happens(channel, 'open'), other]).then(([, end]) => end);
    const nothing = gathering.settled.then(() => (gathering.now().types.has('relay') ? opened : null));
    const end = await Promise.race([opened, nothing, pause(openMs, signal).then(() => null)]);
    if (end !== null && !signal.aborted) return loopOf(channel, end, close, signal);
  } catch {
    // Closed or refused underneath: said below.
  }
  const reason = relayFailure(gathering.now());
  close();
  return reason;
}

function trickle(from: RTCPeerConnection, to: RTCPeerConnection): void {
  from.addEventListener('icecandidate', ({ candidate }) => {
    if (candidate !== null) to.addIceCandidate(candidate).catch(() => undefined);
  });
}

async function connect(near: RTCPeerConnection, far: RTCPeerConnection): Promise<void> {
  const offer = await near.createOffer();
  await far.setRemoteDescription(offer);
  const answer = await far.createAnswer();
  // Each side gathers only when the other one can take its candidates.
  await near.setLocalDescription(offer);
  await near.setRemoteDescription(answer);
  await far.setLocalDescription(answer);
}

function happens(target: EventTarget, event: string): Promise<void> {
  return new Promise((resolve) => {
    target.addEventListener(event, () => resolve(), { once: true });
  });
}

function loopOf(
  near: RTCDataChannel,
  far: RTCDataChannel,
  close: () => void,
  signal: AbortSignal,
): RelayLoop {
  near.binaryType = 'arraybuffer';
  far.binaryType = 'arraybuffer';
  return {
    close,
    async rtt() {
      const echo = ({ data }: MessageEvent) => far.send(data as string);
      far.addEventListener('message', echo);
      const times: number[] = [];
      for (let count = 0; count < pings && !signal.aborted; count += 1) {
        const start = performance.now();
        const back = happens(near, 'message').then(() => true);
        near.send('ping');
        if ((await Promise.race([back, pause(pingMs, signal)])) !== true) break;
        // There and back is twice the way to the relay and back.
        times.push((performance.now() - start) / 2);
      }
      far.removeEventListener('message', echo);
      return median(times);
    },
    bandwidth: () => measure(near, far, signal),
  };
}

async function measure(
  near: RTCDataChannel,
  far: RTCDataChannel,
  signal: AbortSignal,
): Promise<number | null> {
  const got = { chunks: 0, first: 0, last: 0 };
  const all = new Promise<true>((resolve) => {
    far.addEventListener('message', () => {
      got.last = performance.now();
      if (got.chunks === 0) got.first = got.last;
      got.chunks += 1;
      if (got.chunks * chunk >= mostBytes) resolve(true);
    });
  });
  const over = pause(mostMs, signal).then(() => true);
  near.bufferedAmountLowThreshold = queued / 2;
  const payload = new Uint8Array(chunk);
  for (let sent = 0; sent < mostBytes; sent += chunk) {
    if (near.readyState !== 'open') break;
    if (near.bufferedAmount > queued) {
      if ((await Promise.race([happens(near, 'bufferedamountlow'), over])) === true) break;
    }
    near.send(payload);
  }
  // What is still on its way counts too, as long as there is time.
  await Promise.race([all, over]);
  const seconds = (got.last - got.first) / 1_000;
  // The first chunk started the clock.
  return seconds > 0 ? ((got.chunks - 1) * chunk * 8) / seconds : null;
}
