import { Agent, request } from 'node:https';
import type { Api } from '../api.ts';

/** Resolves with the first change of any of the lists since their version, or when a watch ends without one. */
export async function firstChange(
  api: Api,
  lists: readonly { readonly path: string; readonly version: string }[],
): Promise<void> {
  const agent = new Agent({ ...api.tls });
  try {
    await Promise.race(lists.map(({ path, version }) => watch(agent, api.server, path, version)));
  } finally {
    agent.destroy();
  }
}

function watch(agent: Agent, server: string, path: string, version: string): Promise<void> {
  const url = new URL(`${path}?watch=true&resourceVersion=${version}`, server);
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent }, (response) => {
      // Whatever comes first is a reason to look again: an event, an error such as 410, or the end.
      response.once('data', () => resolve());
      response.once('end', resolve);
      response.once('error', reject);
    });
    sent.once('error', reject);
    sent.end();
  });
}
