import { expect, test } from 'vitest';
import { ScreenSender, receivedScreen, splitTransceivers } from './_screen-tracks.ts';

/** The part of a connection that is used; real ones are in the browser suite. */
function connection() {
  const lines: FakeLine[] = [];
  const add = (kind: string, { direction }: { direction: RTCRtpTransceiverDirection }) => {
    const line = new FakeLine(kind, direction);
    lines.push(line);
    return line;
  };
  add('audio', { direction: 'sendonly' });
  add('video', { direction: 'sendonly' });
  const fake = { addTransceiver: add, getTransceivers: () => lines };
  return { lines, connection: fake as unknown as RTCPeerConnection };
}

class FakeLine {
  mid: string | null = null;
  currentDirection: string | null = null;
  direction: RTCRtpTransceiverDirection;
  readonly receiver: { readonly track: { readonly kind: string } };
  readonly sender = {
    track: null as unknown,
    replaceTrack: async (track: unknown) => void (this.sender.track = track),
  };
  constructor(kind: string, direction: RTCRtpTransceiverDirection) {
    this.direction = direction;
    this.receiver = { track: { kind } };
  }
}

const track = (kind: string) => ({ kind }) as unknown as MediaStreamTrack;
const screen = { video: track('video'), audio: null };

/** An offer and its answer. */
function agree(lines: readonly FakeLine[]): void {
  for (const [index, line] of lines.entries()) {
    line.mid = String(index);
    line.currentDirection = line.direction;
  }
}

test('a connection without a screen has no sections for it, and needs no offer', () => {
  const { lines, connection: pc } = connection();
  const sender = new ScreenSender(pc);
  expect([sender.set(null), sender.pending, lines.length]).toEqual([false, false, 2]);
});

test('the sections of a screen are the third and fourth, made once and used again', () => {
  const { lines, connection: pc } = connection();
  agree(lines);
  const sender = new ScreenSender(pc);
  expect(sender.set(screen)).toBe(true);
  expect(lines.slice(2).map(({ receiver, direction }) => [receiver.track.kind, direction])).toEqual([
    ['video', 'sendonly'],
    ['audio', 'inactive'],
  ]);
  agree(lines);
  expect([sender.pending, sender.set(screen)]).toEqual([false, false]);
  expect(sender.set(null)).toBe(true);
  expect(lines[2]?.sender.track).toBeNull();
  agree(lines);
  expect(sender.set({ ...screen, audio: track('audio') })).toBe(true);
  expect(lines.map(({ direction }) => direction)).toEqual(['sendonly', 'sendonly', 'sendonly', 'sendonly']);
});

test('an offer that was rolled back is still due', () => {
  const { lines, connection: pc } = connection();
  const sender = new ScreenSender(pc);
  sender.set(screen);
  for (const line of lines.slice(0, 2)) line.currentDirection = 'sendrecv';
  expect(sender.pending).toBe(true);
});

test('what comes in later sections is the screen of the other side, while it comes', () => {
  const { lines, connection: pc } = connection();
  new ScreenSender(pc).set(screen);
  const theirs = new FakeLine('video', 'recvonly');
  lines.push(theirs);
  agree(lines);
  const { camera, screen: rest } = splitTransceivers(pc.getTransceivers());
  expect([camera.length, rest.length]).toEqual([2, 3]);
  expect(receivedScreen(pc)).toEqual({ video: theirs.receiver.track, audio: null });
  theirs.currentDirection = 'inactive';
  expect(receivedScreen(pc)).toEqual({ video: null, audio: null });
});
