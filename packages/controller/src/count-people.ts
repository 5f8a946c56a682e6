const askMs = 2_000;
/** The session backends' own metric (docs/reference/metrics.md). */
const metric = 'stoa_meet_participants';

/**
 * How many participants have their connection at a session backend, by its metrics.
 * @throws Error when it does not answer within 2 s, or with something else
 */
export async function countPeople(address: string, port: number): Promise<number> {
  const host = address.includes(':') ? `[${address}]` : address;
  const response = await fetch(`http://${host}:${port}/metrics`, { signal: AbortSignal.timeout(askMs) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${host}:${port} answered ${response.status}`);
  return peopleIn(text);
}

/** @param metrics as Prometheus takes them. @throws Error when they do not say how many people there are */
export function peopleIn(metrics: string): number {
  const value = new RegExp(`^${metric} (\\d+)$`, 'm').exec(metrics)?.[1];
  if (value === undefined) throw new Error(`the metrics have no ${metric}`);
  return Number(value);
}
