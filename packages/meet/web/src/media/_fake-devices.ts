/** Stands for a device of the browser; the real ones are in the browser suite. */
class FakeTrack extends EventTarget {
  enabled = true;
  stopped = false;
  readonly kind: string;
  readonly label: string;
  settings: MediaTrackSettings;
  constructor(kind: string, asked: MediaTrackConstraints) {
    super();
    this.kind = kind;
    const { deviceId, facingMode, ...rest } = asked as Record<string, { exact?: string; ideal?: string }>;
    const device = deviceId?.exact ?? 'standard';
    this.label = `${kind} ${device}`;
    this.settings = {
      ...rest,
      deviceId: device,
      facingMode: facingMode?.exact ?? 'user',
    };
  }
  getSettings(): MediaTrackSettings {
    return this.settings;
  }
  /** Like Chromium: says yes, and changes nothing. */
  async applyConstraints(): Promise<void> {}
  stop(): void {
    this.stopped = true;
  }
}

/** @param present errors instead of devices; may be changed while the test runs */
export function devices(present: { audio?: string; video?: string }) {
  const asked: string[] = [];
  const source: { onAsk?: (want: MediaStreamConstraints) => void } = {};
  const tracks: FakeTrack[] = [];
  const getUserMedia = async (want: MediaStreamConstraints = {}) => {
    const kinds = (['audio', 'video'] as const).filter((kind) => want[kind] !== undefined);
    asked.push(kinds.join('+'));
    source.onAsk?.(want);
    const missing = kinds.find((kind) => present[kind] !== undefined);
    if (missing) throw Object.assign(new Error('x'), { name: present[missing] });
    const made = kinds.map((kind) => new FakeTrack(kind, want[kind] as MediaTrackConstraints));
    tracks.push(...made);
    return { getTracks: () => made } as unknown as MediaStream;
  };
  return Object.assign(source, { asked, tracks, getUserMedia });
}

/** What an event set off has been done. */
export const settled = () => new Promise((resolve) => setTimeout(resolve));
