import { publishedKinds, screenMids, type PublishedKind } from '@stoa/protocol';

/** The kinds of media that an SDP sends: sections that are neither rejected (RFC 8843: port 0) nor receive-only. */
export function sendingKinds(sdp: string): PublishedKind[] {
  const kinds = new Set<PublishedKind>();
  for (const section of sdp.split(/\r?\n(?=m=)/).slice(1)) {
    const [, kind, port] = /^m=(audio|video) (\d+)/.exec(section) ?? [];
    const receivesOnly = /\r?\na=(recvonly|inactive)/.test(section);
    if ((kind !== 'audio' && kind !== 'video') || port === '0' || receivesOnly) continue;
    const [, mid] = /\r?\na=mid:(\S+)/.exec(section) ?? [];
    const screen = `screen-${kind}` as const;
    kinds.add(mid === screenMids[screen] ? screen : kind);
  }
  return publishedKinds.filter((kind) => kinds.has(kind));
}

/** The `mid` of each section with sound (RFC 8843 §8.1) but a screen's, whose sound ends with the screen. */
export function microphoneMids(sdp: string): string[] {
  return sdp
    .split(/\r?\n(?=m=)/)
    .filter((section) => section.startsWith('m=audio '))
    .flatMap((section) => /\r?\na=mid:(\S+)/.exec(section)?.[1] ?? [])
    .filter((mid) => mid !== screenMids['screen-audio']);
}

/** The DTLS certificate's fingerprint: another one means another PeerConnection. */
export function fingerprintOf(sdp: string): string | undefined {
  return /\r?\na=fingerprint:(\S+ \S+)/.exec(sdp)?.[1]?.toLowerCase();
}
