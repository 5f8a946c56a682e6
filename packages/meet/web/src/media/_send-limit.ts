/** Bitrates of a sender's encodings as they were made, so that lifting a limit gives them back. */
const made = new WeakMap<RTCRtpSender, readonly (number | undefined)[]>();

/**
 * How much each encoding may send so that all together keep to the limit: in the proportions in which they were made.
 * An encoding without a bitrate of its own is one alone, and gets all. Pure.
 * @param limit bits per second; null = as they were made
 */
export function sharesOf(
  bitrates: readonly (number | undefined)[],
  limit: number | null,
): (number | undefined)[] {
  if (limit === null) return [...bitrates];
  const sum = bitrates.reduce<number>((total, bitrate) => total + (bitrate ?? limit), 0);
  const factor = Math.min(1, limit / sum);
  return bitrates.map((bitrate) => Math.floor((bitrate ?? limit) * factor));
}

/** Holds a sender of video to a bitrate; needs no negotiation. */
export function limitSending(sender: RTCRtpSender, limit: number | null): void {
  const parameters = sender.getParameters();
  const encodings = parameters.encodings ?? [];
  // Some browsers tell nothing before the first offer; the tracks are set again after it.
  if (encodings.length === 0) return;
  const bitrates = made.get(sender) ?? encodings.map(({ maxBitrate }) => maxBitrate);
  made.set(sender, bitrates);
  const shares = sharesOf(bitrates, limit);
  if (encodings.every(({ maxBitrate }, at) => maxBitrate === shares[at])) return;
  for (const [at, encoding] of encodings.entries()) {
    const share = shares[at];
    if (share === undefined) delete encoding.maxBitrate;
    else encoding.maxBitrate = share;
  }
  // Rejects when the connection was closed meanwhile, or a newer limit came; both leave nothing to do.
  sender.setParameters(parameters).catch(() => undefined);
}
