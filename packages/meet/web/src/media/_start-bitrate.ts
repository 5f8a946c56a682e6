/** Bounds of the hint, kbit/s: enough for a small picture, and not more than the SFU lets through. */
const lowest = 300;
const highest = 2_000;

/** The hint for a path that is about as wide as the one before; `available`: bit/s of that one, as estimated. */
export function startBitrate(available: number | null): number {
  if (available === null) return highest;
  return Math.round(Math.min(highest, Math.max(lowest, available / 1_000)));
}

/**
 * Adds to an answer at which bitrate to begin video with, where the browser takes such a hint (Chromium); others
 * ignore unknown format parameters (RFC 8866 §6.15). Without it a new connection begins with 300 kbit/s.
 */
export function withStartBitrate(sdp: string, kbps: number): string {
  return sdp
    .split(/(?=^m=)/m)
    .map((section) => (section.startsWith('m=video') ? hinted(section, kbps) : section))
    .join('');
}

function hinted(section: string, kbps: number): string {
  const [, payload] = /^a=rtpmap:(\d+) (?:VP8|VP9|H264|AV1)\//im.exec(section) ?? [];
  if (payload === undefined) return section;
  const hint = `x-google-start-bitrate=${kbps}`;
  const known = new RegExp(`^(a=fmtp:${payload} [^\\r\\n]*)`, 'm');
  if (known.test(section)) return section.replace(known, `$1;${hint}`);
  const map = new RegExp(`^(a=rtpmap:${payload} [^\\r\\n]*)(\\r?\\n)`, 'm');
  return section.replace(map, `$1$2a=fmtp:${payload} ${hint}$2`);
}
