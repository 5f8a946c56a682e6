import { connectionTestPath, iceServerSchema } from '@stoa/protocol';
import type { IceServer } from '@stoa/protocol';
import { z } from 'zod';

/** Why there was nothing to test with. */
export type AskFailure = 'unreachable' | 'not-allowed' | 'too-many';

export class AskError extends Error {
  readonly reason: AskFailure;

  constructor(reason: AskFailure) {
    super(`the server gave no ICE servers: ${reason}`);
    this.reason = reason;
  }
}

export type AskServers = () => Promise<readonly IceServer[]>;

const answerSchema = z.object({ iceServers: z.array(iceServerSchema) });

/**
 * ICE servers for somebody who has not joined, with credentials that end soon.
 * @param token where nobody joins without one
 * @throws AskError
 */
export async function askServers(
  fetcher: typeof fetch = fetch,
  token: string | null = null,
): Promise<readonly IceServer[]> {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await fetcher(connectionTestPath, { method: 'POST', headers }).catch(() => null);
  if (response === null) throw new AskError('unreachable');
  if (response.status === 429) throw new AskError('too-many');
  if (response.status === 401 || response.status === 403) throw new AskError('not-allowed');
  const answer = answerSchema.safeParse(await response.json().catch(() => null));
  if (!response.ok || !answer.success) throw new AskError('unreachable');
  return answer.data.iceServers;
}
