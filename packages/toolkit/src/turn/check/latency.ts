import type { LatencyReport } from './report.ts';

/** Nearest-rank percentiles of round-trip times, given in microseconds; undefined without any. */
export function latencyOf(timesUs: Float64Array): LatencyReport | undefined {
  if (timesUs.length === 0) return undefined;
  const sorted = Float64Array.from(timesUs).sort();
  const at = (percent: number) =>
    Math.round(sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0);
  return { p50Us: at(50), p90Us: at(90), p99Us: at(99), maxUs: at(100) };
}
