import type { JanusServer } from './janus.ts';

/** PeerConnections that stand on a Janus, of all sessions. */
export async function connectionsOf(janus: JanusServer | undefined): Promise<number> {
  const ask = async (request: Record<string, unknown>) => (await janus?.admin(request)) ?? {};
  const ids = ((await ask({ janus: 'list_sessions' }))['sessions'] as number[] | undefined) ?? [];
  let up = 0;
  for (const id of ids) {
    const handles = ((await ask({ janus: 'list_handles', session_id: id }))['handles'] as number[]) ?? [];
    for (const handle of handles) {
      const info = await ask({ janus: 'handle_info', session_id: id, handle_id: handle });
      up += JSON.stringify(info).includes('"dtls-state":"connected"') ? 1 : 0;
    }
  }
  return up;
}
