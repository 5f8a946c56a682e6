import { stunCodeOf, TurnClient } from '../client/index.ts';
import { addressKind } from './address-kind.ts';
import { clientOptions, type CheckContext } from './context.ts';
import { onFreshPort, portTaken } from './fresh-port.ts';
import type { PermissionProbe } from './report.ts';

/** One address of each network that a relay on the internet has no business with. */
const targetsV4 = [
  '127.0.0.1',
  '0.0.0.0',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.0.1',
  '100.64.0.1',
  // Where clouds hand out their machines' credentials.
  '169.254.169.254',
] as const;
const targetsV6 = ['::1', '::', 'fd00::1', 'fe80::1'] as const;

async function probe(client: TurnClient, target: string): Promise<PermissionProbe> {
  const kind = addressKind(target);
  try {
    await client.createPermission(target);
    return { target, kind, result: 'accepted' };
  } catch (error) {
    const stunCode = stunCodeOf(error);
    // No answer, or a complaint about something else, says nothing about the network.
    if (stunCode === undefined) throw error;
    return { target, kind, result: 'refused', stunCode };
  }
}

async function allocateV6(context: CheckContext): Promise<TurnClient> {
  const client = await TurnClient.connect(clientOptions(context));
  try {
    await client.allocate({ family: 6, lifetime: 60 });
    return client;
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** IPv6 peers need an IPv6 allocation (RFC 8656 §7.2); a server without one cannot reach them. */
async function probeV6(context: CheckContext): Promise<PermissionProbe[]> {
  const probes: PermissionProbe[] = [];
  try {
    await using client = await onFreshPort(portTaken, () => allocateV6(context));
    for (const target of targetsV6) probes.push(await probe(client, target));
    return probes;
  } catch (error) {
    const stunCode = stunCodeOf(error);
    if (stunCode === undefined) throw error;
    return targetsV6.map((target) => ({ target, kind: addressKind(target), result: 'not tested', stunCode }));
  }
}

/** Tries to get permissions towards inner networks. `client` has an IPv4 allocation; no packet is sent to anyone. */
export async function probePermissions(
  context: CheckContext,
  client: TurnClient,
): Promise<PermissionProbe[]> {
  const probes: PermissionProbe[] = [];
  for (const target of targetsV4) probes.push(await probe(client, target));
  return [...probes, ...(await probeV6(context))];
}
