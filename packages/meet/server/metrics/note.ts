import type { ReportMessage } from '@stoa/protocol';
import type { Metrics } from '../metrics.ts';
import type { RoomChange } from '../rooms/index.ts';

/** Observes how many people a room has when somebody whose connection is, or was, at `backend` joins or leaves. */
export function noteRoom(metrics: Metrics, change: RoomChange, backend: string): void {
  const moved = change.reset || change.events.some(({ type }) => type === 'joined' || type === 'left');
  if (!moved) return;
  const [before, after] = [change.before.seats, change.after.seats];
  const joined = Object.keys(after).filter((id) => !before[id] && after[id]?.backend === backend);
  const left = Object.keys(before).filter((id) => !after[id] && before[id]?.backend === backend);
  const people = change.after.view.participants.length;
  [...joined, ...left].forEach(() => metrics.people.observe(people));
}

/** Counts how moves of a room to another SFU end; a leg in reserve that is replaced is none. */
export function noteMoves({ moves }: Metrics, { before, events }: RoomChange): void {
  for (const event of events) {
    if (event.type === 'migration-dropped' && before.move?.standby !== true) moves.inc({ outcome: 'kept' });
    if (event.type !== 'placed' || !before.placement?.sfu || before.view.participants.length === 0) continue;
    moves.inc({ outcome: event.leg === undefined ? 'anew' : 'moved' });
  }
}

/** Makes statistics of what a client says about its media. */
export function noteReport(metrics: Metrics, report: ReportMessage): void {
  const { client } = metrics;
  const path = report.path ?? 'none';
  client.reports.inc({ path });
  if (report.rttMs !== null) client.rtt.observe(report.rttMs / 1_000, path);
  if (report.jitterMs !== null) client.jitter.observe(report.jitterMs / 1_000);
  if (report.lossIn !== null) client.loss.observe(report.lossIn);
  if (report.bitrateIn !== null) client.bitrate.observe(report.bitrateIn, 'in');
  if (report.bitrateOut !== null) client.bitrate.observe(report.bitrateOut, 'out');
  if (report.firstFrameMs !== null) client.firstFrame.observe(report.firstFrameMs / 1_000);
  if (report.connected > 0) metrics.webrtc.inc({ status: 'success' }, report.connected);
  if (report.failed === 0) return;
  metrics.webrtc.inc({ status: 'failure' }, report.failed);
  client.iceFailures.inc({}, report.failed);
}
