export interface EncodingLimit {
  readonly active: boolean;
  readonly maxBitrate: number | undefined;
}

/** A sender's encodings as they were made, so that lifting a limit gives them back. */
const made = new WeakMap<RTCRtpSender, readonly EncodingLimit[]>();

/**
 * What each encoding may send so that all together keep to the limit: as many layers as fit, the smallest first, and
 * that one in any case. The picture itself is not made smaller: a browser that gets a small one leaves layers out, and
 * whoever watches one of those sees nothing more. Pure.
 * @param limit bits per second; null = as they were made
 */
export function limited(encodings: readonly EncodingLimit[], limit: number | null): readonly EncodingLimit[] {
  if (limit === null) return encodings;
  const costOf = ({ maxBitrate = limit }: EncodingLimit) => maxBitrate;
  const smallest = Math.min(...encodings.map(costOf));
  return encodings.map((encoding) => {
    const cost = costOf(encoding);
    const below = encodings.map(costOf).filter((other) => other < cost);
    const fits = below.reduce((sum, other) => sum + other, cost) <= limit;
    return { active: encoding.active && (fits || cost === smallest), maxBitrate: Math.min(cost, limit) };
  });
}

/** Holds a sender of video to a bitrate; needs no negotiation. */
export function limitSending(sender: RTCRtpSender, limit: number | null): void {
  const parameters = sender.getParameters();
  const encodings = parameters.encodings ?? [];
  // Some browsers tell nothing before the first offer; the tracks are set again after it.
  if (encodings.length === 0) return;
  const first =
    made.get(sender) ?? encodings.map(({ active = true, maxBitrate }) => ({ active, maxBitrate }));
  made.set(sender, first);
  const wanted = limited(first, limit);
  const isSo = ({ active = true, maxBitrate }: RTCRtpEncodingParameters, at: number) =>
    active === wanted[at]?.active && maxBitrate === wanted[at]?.maxBitrate;
  if (encodings.every(isSo)) return;
  for (const [at, encoding] of encodings.entries()) {
    const { active = true, maxBitrate } = wanted[at] ?? {};
    encoding.active = active;
    if (maxBitrate === undefined) delete encoding.maxBitrate;
    else encoding.maxBitrate = maxBitrate;
  }
  // Rejects when the connection was closed meanwhile, or a newer limit came; both leave nothing to do.
  sender.setParameters(parameters).catch(() => undefined);
}
