/** Why a microphone or camera cannot be used; the texts are in the catalogue. */
export type MediaProblem = 'denied' | 'missing' | 'busy' | 'insecure' | 'unplugged' | 'unknown';

/** Meaning of what getUserMedia rejects with (Media Capture and Streams §10.3.1). */
export function problemOf(error: unknown): MediaProblem {
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'unknown';
  }
}
