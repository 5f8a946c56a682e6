/** Timers of a request over UDP (RFC 8489 §6.2.1), with a limit of our own for all transports. */
export interface RequestTimers {
  /** First retransmission time-out; each next one doubles. Default 500 ms. */
  readonly rtoMs?: number;
  /** Rc: how often a request is sent at most. Default 7. */
  readonly maxSends?: number;
  /** Rm: the wait after the last sending, as a multiple of the RTO. Default 16. */
  readonly lastWaitFactor?: number;
  /** Nothing waits longer than this. Default 39500 ms (Ti, RFC 8489 §6.2.2). */
  readonly limitMs?: number;
}

export interface RequestSchedule {
  /** Times of the repetitions in ms after the first sending, ascending; empty over TCP and TLS. */
  readonly repeatAt: readonly number[];
  readonly giveUpAt: number;
}

/** When to send a request again, and when to give up. */
export function requestSchedule(reliable: boolean, timers: RequestTimers = {}): RequestSchedule {
  const { rtoMs = 500, maxSends = 7, lastWaitFactor = 16, limitMs = 39_500 } = timers;
  if (reliable) return { repeatAt: [], giveUpAt: limitMs };
  const repeatAt: number[] = [];
  let at = 0;
  for (let sent = 1; sent < maxSends; sent += 1) {
    at += rtoMs * 2 ** (sent - 1);
    repeatAt.push(at);
  }
  const giveUpAt = Math.min(limitMs, at + rtoMs * lastWaitFactor);
  return { repeatAt: repeatAt.filter((time) => time < giveUpAt), giveUpAt };
}
