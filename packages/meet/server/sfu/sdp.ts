type Kind = 'audio' | 'video';

/** The kinds of media that an SDP sends: sections that are neither rejected (RFC 8843: port 0) nor receive-only. */
export function sendingKinds(sdp: string): Kind[] {
  const kinds = new Set<Kind>();
  for (const section of sdp.split(/\r?\n(?=m=)/).slice(1)) {
    const [, kind, port] = /^m=(audio|video) (\d+)/.exec(section) ?? [];
    const receivesOnly = /\r?\na=(recvonly|inactive)/.test(section);
    if (kind && port !== '0' && !receivesOnly) kinds.add(kind as Kind);
  }
  return [...kinds];
}

/** The `mid` of each section with sound (RFC 8843 §8.1 identifies sections by it). */
export function audioMids(sdp: string): string[] {
  return sdp
    .split(/\r?\n(?=m=)/)
    .filter((section) => section.startsWith('m=audio '))
    .flatMap((section) => /\r?\na=mid:(\S+)/.exec(section)?.[1] ?? []);
}

/** The DTLS certificate's fingerprint: another one means another PeerConnection. */
export function fingerprintOf(sdp: string): string | undefined {
  return /\r?\na=fingerprint:(\S+ \S+)/.exec(sdp)?.[1]?.toLowerCase();
}
