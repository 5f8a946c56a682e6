import { placeCall, type CallOptions, type CallPath, type CallReport } from '@stoa/toolkit/probe';
import { keepCall } from './call-result.ts';
import type { CommandContext } from './context.ts';

export interface VerifyOptions extends Pick<CallOptions, 'urls' | 'ca' | 'address' | 'token' | 'durationMs'> {
  readonly platform: string;
  readonly paths: readonly CallPath[];
  /** Most people in a room. */
  readonly roomSize: number;
  readonly evidenceDir: string;
}

export interface VerifiedCalls {
  /** Several when a room does not hold one participant for each path. */
  readonly calls: readonly CallReport[];
  /** Paths of their evidence files. */
  readonly evidence: readonly string[];
}

/** Calls a platform over all of its paths and keeps what came of it. */
export async function verifyCalls(
  context: CommandContext,
  { platform, paths, roomSize, evidenceDir, ...call }: VerifyOptions,
): Promise<VerifiedCalls> {
  const calls: CallReport[] = [];
  const evidence: string[] = [];
  for (const group of groupPaths(paths, roomSize)) {
    const options = { ...call, paths: group, signal: context.io.signal };
    const report = await context.follow(placeCall(options));
    calls.push(report);
    evidence.push(await keepCall(report, platform, evidenceDir));
  }
  return { calls, evidence };
}

/** One call with a participant for each path, or calls of two where a room holds fewer. */
export function groupPaths(paths: readonly CallPath[], roomSize: number): CallPath[][] {
  if (paths.length <= roomSize) return [[...paths]];
  return Array.from({ length: Math.ceil(paths.length / 2) }, (_, index) => {
    return paths.slice(index * 2, index * 2 + 2);
  });
}
