/** Quietest level that is shown, in dB below full scale: below lies the noise of a quiet room. */
const floorDb = -60;

/** How loud a stretch of samples (−1 … 1) is: 0 = silence, 1 = as loud as it can be, even steps in dB. Pure. */
export function levelOf(samples: Float32Array): number {
  if (samples.length === 0) return 0;
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  // A full-scale sine has the power 1/2.
  const db = 10 * Math.log10(power * 2);
  return Math.min(1, Math.max(0, 1 - db / floorDb));
}

const everyMs = 60;

/**
 * Measures a microphone until it is stopped; `onLevel` gets what {@link levelOf} gives. Says nothing where the browser
 * has no Web Audio, or holds it back until the first gesture.
 */
export function watchLevel(track: MediaStreamTrack, onLevel: (level: number) => void): () => void {
  if (typeof AudioContext === 'undefined') return () => undefined;
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 2_048 });
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const ending = new AbortController();
  const resume = () => void context.resume().catch(() => undefined);
  for (const gesture of ['pointerdown', 'keydown'])
    addEventListener(gesture, resume, { signal: ending.signal });
  resume();
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    onLevel(levelOf(samples));
  }, everyMs);
  return () => {
    ending.abort();
    clearInterval(timer);
    void context.close();
  };
}
