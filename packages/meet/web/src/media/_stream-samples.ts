import type { StatsReport } from './call-stats.ts';
import type { StreamSample } from './_crossing.ts';

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** Samples in a millisecond: Opus is decoded at 48 kHz (RFC 7587 §4.1). */
const samplesPerMs = 48;

/** Sound without its packets, but for what is silence anyway (W3C webrtc-stats, RTCInboundRtpStreamStats). */
function madeUpMs(stream: Readonly<Record<string, unknown>>): number | null {
  const concealed = stream['concealedSamples'];
  if (stream['kind'] !== 'audio' || typeof concealed !== 'number') return null;
  return (concealed - number(stream['silentConcealedSamples'])) / samplesPerMs;
}

/** What a connection has received, by track id: unique within one connection, not over two legs. */
export function samplesOf(report: StatsReport): Map<string, StreamSample> {
  const samples = new Map<string, StreamSample>();
  for (const entry of report.values()) {
    const stream = entry as Readonly<Record<string, unknown>>;
    if (stream['type'] !== 'inbound-rtp' || typeof stream['trackIdentifier'] !== 'string') continue;
    samples.set(stream['trackIdentifier'], {
      packets: number(stream['packetsReceived']),
      frames: number(stream['framesDecoded']),
      width: number(stream['frameWidth']),
      madeUpMs: madeUpMs(stream),
    });
  }
  return samples;
}

/** Estimate of what the path of a sending connection takes, bit/s; null where the browser does not tell. */
export function availableBitrate(report: StatsReport): number | null {
  for (const entry of report.values()) {
    const pair = entry as Readonly<Record<string, unknown>>;
    const bitrate = pair['availableOutgoingBitrate'];
    if (pair['type'] === 'candidate-pair' && typeof bitrate === 'number') return bitrate;
  }
  return null;
}
