/** What an SDP says of ICE; with BUNDLE all media sections say the same. */
export interface IceDescription {
  readonly ufrag: string;
  readonly pwd: string;
  /** The values of its candidate lines. */
  readonly candidates: readonly string[];
}

function first(sdp: string, name: string): string {
  return new RegExp(`^a=${name}:(\\S+)`, 'm').exec(sdp)?.[1] ?? '';
}

export function readIce(sdp: string): IceDescription {
  const found = [...sdp.matchAll(/^a=candidate:(.*?)\r?$/gm)].map(([, value]) => value ?? '');
  return {
    ufrag: first(sdp, 'ice-ufrag'),
    pwd: first(sdp, 'ice-pwd'),
    candidates: [...new Set(found)],
  };
}

/** The same description with other credentials and candidates: how it looks after an ICE restart (RFC 8839 §4.4.1). */
export function withIce(sdp: string, { ufrag, pwd, candidates }: IceDescription): string {
  const kept = sdp.split('\r\n').filter((line) => !line.startsWith('a=candidate:'));
  return kept
    .flatMap((line) => {
      if (line.startsWith('a=ice-ufrag:')) return [`a=ice-ufrag:${ufrag}`];
      if (!line.startsWith('a=ice-pwd:')) return [line];
      return [`a=ice-pwd:${pwd}`, ...candidates.map((candidate) => `a=candidate:${candidate}`)];
    })
    .join('\r\n');
}
