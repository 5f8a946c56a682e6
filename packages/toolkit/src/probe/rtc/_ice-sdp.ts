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
  const lines = candidates.map((candidate) => `\r\na=candidate:${candidate}`).join('');
  return sdp
    .replaceAll(/^a=candidate:.*\r\n/gm, '')
    .replaceAll(/^a=ice-ufrag:\S+/gm, `a=ice-ufrag:${ufrag}`)
    .replaceAll(/^a=ice-pwd:\S+/gm, `a=ice-pwd:${pwd}${lines}`);
}
