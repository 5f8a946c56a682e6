/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const report = {
  type: 'report',
  id: 't',
  path: 'relay',
  rttMs: 20,
  jitterMs: null,
  lossIn: 0,
  bitrateIn: null,
  bitrateOut: 1e6,
  connected: 1,
  failed: 0,
  firstFrameMs: null,
};

const someone = 'p12345678';

/** An offer as browsers make them, in short: microphone, camera and a shared screen. */
const offer = [
  'v=0',
  'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0 1 2',
  ...[
    'audio 9 UDP/TLS/RTP/SAVPF 111',
    'video 9 UDP/TLS/RTP/SAVPF 96',
    'video 9 UDP/TLS/RTP/SAVPF 96',
  ].flatMap((media, mid) => [
    `m=${media}`,
    'c=IN IP4 0.0.0.0',
    'a=ice-ufrag:abcd',
    'a=ice-pwd:0123456789abcdef01234567',
    `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
    'a=setup:actpass',
    `a=mid:${mid}`,
    'a=sendonly',
    'a=rtcp-mux',
    media.startsWith('audio') ? 'a=rtpmap:111 opus/48000/2' : 'a=rtpmap:96 VP8/90000',
  ]),
  '',
].join('\r\n');

/** What ends the connection of its sender, and so a walk. */
export const endings: readonly string[] = ['leave', 'end-room'];

/** Good messages: of every type but the {@link endings}, and with every field at least once. */
export const goodMessages: readonly Readonly<Record<string, unknown>>[] = [
  { type: 'hello', id: 'h', room: 'fuzz', name: 'Ann', resume: { token: 'x'.repeat(40), version: 3 } },
  { type: 'media', id: 'm', audio: true, video: false },
  { type: 'chat', id: 'c', text: 'hello' },
  { type: 'publish', id: 'p', sdp: 'v=0' },
  { type: 'unpublish', id: 'u' },
  { type: 'answer', id: 'a', negotiation: 1, sdp: 'v=0', leg: 1 },
  { type: 'leg-ready', id: 'l', leg: 1, gapMs: { audio: 20, video: null } },
  { type: 'resubscribe', id: 'r', mode: 'fresh' },
  {
    type: 'candidate',
    id: 'k',
    pc: 'publish',
    candidate: { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host' },
  },
  { type: 'signal', id: 's', to: 'p12345678', data: { kind: 'description', type: 'offer', sdp: 'v=0' } },
  { type: 'ice-servers', id: 'i' },
  { type: 'sync', id: 'y', version: 1 },
  { type: 'relay-moved', id: 'v', relay: 'relay-0' },
  { type: 'ping', id: 'g' },
  { type: 'hand', id: 'h1', raised: true },
  { type: 'reaction', id: 'h2', reaction: 'clap' },
  { type: 'chat-delete', id: 'h3', author: someone, message: 'c' },
  { type: 'admit', id: 'h4', target: someone },
  { type: 'deny', id: 'h5', target: someone, message: 'not today' },
  { type: 'kick', id: 'h6', target: someone, message: 'x' },
  { type: 'mute', id: 'h7', target: someone },
  { type: 'mute-all', id: 'h8' },
  { type: 'quality', id: 'q1', wants: [{ participant: someone, source: 'camera', height: 180 }] },
  { type: 'screen', id: 's1', on: true },
  { type: 'screen-request', id: 's2' },
  { type: 'screen-allow', id: 's3', target: someone },
  { type: 'screen-deny', id: 's4', target: someone },
  { type: 'screen-policy', id: 's5', policy: 'approval' },
  { type: 'ask-unmute', id: 'h9', target: someone },
  { type: 'set-role', id: 'h10', target: someone, role: 'host' },
  { type: 'lock', id: 'h11', locked: false },
  { type: 'waiting-room', id: 'h12', on: false },
  { type: 'passcode', id: 'h13', passcode: null },
  report,
  { type: 'hello', id: 'h', room: 'fuzz', name: 'Ann', passcode: 'open sesame', ticket: 'x'.repeat(43) },
  { type: 'chat', id: 'c2', text: 'hello', to: someone },
  { type: 'publish', id: 'p2', sdp: offer, leg: 1 },
  { type: 'unpublish', id: 'u2', leg: 1 },
  { type: 'answer', id: 'a2', negotiation: 1, sdp: offer.replace('actpass', 'active') },
  { type: 'resubscribe', id: 'r2', mode: 'ice-restart', leg: 1 },
  { type: 'candidate', id: 'k2', pc: 'subscribe', candidate: null, leg: 1 },
  {
    type: 'signal',
    id: 's6',
    to: someone,
    data: {
      kind: 'candidate',
      candidate: { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 },
    },
  },
  { type: 'hand', id: 'h14', raised: false, target: someone },
];
const keys = [
  ...new Set(goodMessages.flatMap((message) => Object.keys(message))),
  '__proto__',
  'constructor',
  'extra',
];
const values =
  `null -1 0 1e308 -0 9007199254740993 "" "\\u0000" "\\ud800" "💥" [] {} true [[[[]]]] {"__proto__":{"type":"ping"}} {"toString":1} "${'x'.repeat(5_000)}"`.split(
    ' ',
  );
const scraps = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\',
  '\u0000',
  '\ufeff',
  'é',
  '💥',
  '\n',
  '1e',
  'nul',
  '//',
];

/** A good message with one to three things wrong, or seemingly wrong; never one of the {@link endings}. */
export function mutateMessage(random: () => number): string {
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  let text = JSON.stringify(pick(goodMessages));
  for (let times = 1 + below(3); times > 0; times -= 1) {
    const at = below(text.length + 1);
    const to = Math.min(text.length, at + below(8));
    switch (below(7)) {
      case 0: // a member more, or one that is there twice
        text = text.replace('{', `{${JSON.stringify(pick(keys))}:${pick(values)},`);
        break;
      case 1: // a value of another kind
        text = text.replace(/:("[^"]*"|\d+|true|false|null)/, `:${pick(values)}`);
        break;
      case 2: // another type with these members
        text = text.replace(/"type":"[^"]*"/, `"type":${JSON.stringify(pick(goodMessages)['type'])}`);
        break;
      case 3:
        text = text.slice(0, at) + text.slice(to);
        break;
      case 4:
        text = text.slice(0, at) + pick(scraps) + text.slice(at);
        break;
      case 5:
        text = text.slice(0, at) + text.slice(at, to).repeat(3) + text.slice(to);
        break;
      default:
        text = text.slice(0, at) + String.fromCharCode(below(0x250)) + text.slice(at + 1);
    }
  }
  return endings.some((type) => text.includes(`"${type}"`)) ? '{}' : text;
}
