import { adminClients, askAny, type AdminClient, type Place, type SfuView } from './admin-client.ts';

/**
 * Lets an SFU take no new sessions, or take them again. What it carries goes on.
 * @throws LOCAL_NOT_RUNNING, LOCAL_ADMIN_UNREACHABLE, LOCAL_ADMIN_REFUSED
 */
export async function cordonSfu(
  options: Place & { readonly sfu: string; readonly cordoned: boolean },
): Promise<SfuView[]> {
  const { sfu, cordoned } = options;
  const clients = await adminClients(options);
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
