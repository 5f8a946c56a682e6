const rate = 24_000;
const volume = 0.35;

/** Notes one after the other: frequency in Hz, length in seconds. */
const notes = [
  [523.25, 0.18],
  [659.25, 0.18],
  [783.99, 0.34],
] as const;

function samples(): Int16Array {
  const parts = notes.map(([hertz, seconds]) => {
    const length = Math.round(seconds * rate);
    return Int16Array.from({ length }, (_, at) => {
      // In and out within 10 ms, so that it does not click.
      const edge = Math.min(1, at / (rate / 100), (length - at) / (rate / 100));
      return Math.round(volume * edge * Math.sin((2 * Math.PI * hertz * at) / rate) * 32_767);
    });
  });
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => {
    all.set(part, at);
    return at + part.length;
  }, 0);
  return all;
}

/** A short melody as a WAV file: RIFF header, PCM, one channel, 16 bit. */
export function testSoundWave(): Uint8Array<ArrayBuffer> {
  const pcm = samples();
  const bytes = new Uint8Array(44 + pcm.length * 2);
  const view = new DataView(bytes.buffer);
  const text = (at: number, four: string) => bytes.set(new TextEncoder().encode(four), at);
  text(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  text(8, 'WAVE');
  text(12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, pcm.length * 2, true);
  pcm.forEach((sample, index) => view.setInt16(44 + index * 2, sample, true));
  return bytes;
}
