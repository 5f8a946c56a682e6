import { askAny, type AdminClient, type SfuView } from './client.ts';

/**
 * Lets an SFU take no new sessions, or take them again. What it carries goes on.
 * @throws ADMIN_UNREACHABLE, ADMIN_REFUSED
 */
export function cordonSfu(
  clients: readonly AdminClient[],
  { sfu, cordoned }: { readonly sfu: string; readonly cordoned: boolean },
): Promise<SfuView[]> {
  return askAny(clients, async (client) => {
    const path = `/admin/v1/sfus/${encodeURIComponent(sfu)}/cordon`;
    await client.request(cordoned ? 'POST' : 'DELETE', path);
    return client.sfus();
  });
}

/** The SFUs as a session backend sees them; empty when none can be asked. */
export async function lookAtSfus(clients: readonly AdminClient[]): Promise<SfuView[]> {
  return await askAny(clients, (client) => client.sfus()).catch(() => []);
}
