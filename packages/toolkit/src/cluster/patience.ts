import { durationMs, type Platform } from '../config/index.ts';
import { clusterTarget } from './cluster-target.ts';

/** For a pod to start: its image is pulled, its volume is attached. */
const startMs = 600_000;

/**
 * Milliseconds within which whatever is replaced should be ready: the old pod's drain comes before the start of the new
 * one where both would have the same ports.
 */
export function patienceMs(platform: Platform): number {
  const { relay, sfu } = clusterTarget(platform);
  const drains = [relay.drainLimit, sfu.drainLimit, platform.meet.drain.time];
  return startMs + Math.max(...drains.map(durationMs));
}
