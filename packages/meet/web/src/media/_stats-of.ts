import type { StatsReport } from './call-stats.ts';

/** How long a connection may take to report, ms. */
const answerMs = 500;

/** What a connection reports; undefined when it does not: Chromium never answers for one that is closed meanwhile. */
export async function statsOf(
  connection: Pick<RTCPeerConnection, 'signalingState' | 'getStats'>,
): Promise<StatsReport | undefined> {
  if (connection.signalingState === 'closed') return undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), answerMs);
  });
  try {
    return await Promise.race([connection.getStats(), late]);
  } finally {
    clearTimeout(timer);
  }
}
